import { parseArgs } from 'node:util'
import { dataDirectory } from './env.ts'
import { evaluate } from './index.ts'

/** Prints suite, n and metrics of the rules; `--json` as one line, `--dev` on the half that the rules were written with. */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, dev: { type: 'boolean' }, suite: { type: 'string', multiple: true } },
})
const half = values.dev ? 'dev' : 'held_out'
const directory = dataDirectory(process.env)
const results = evaluate(directory, { half, ...(values.suite && { suites: values.suite }) })

if (results.length === 0) process.stderr.write(`No labelled data under ${directory}; set TECHDECK_DATA.\n`)
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ suites: results.map(({ suite, n, metrics }) => ({ suite, n, ...metrics })) })}\n`,
  )
} else {
  for (const { suite, n, metrics } of results) {
    const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)}`)
    process.stdout.write(`${suite.padEnd(38)} n ${String(n).padStart(5)}  ${figures.join('  ')}\n`)
  }
}
