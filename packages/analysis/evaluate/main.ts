import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { scorerOf } from '../model/index.ts'
import { MODELS } from '../models.ts'
import { dataDirectory } from './env.ts'
import { evaluate, LabelledFileError, SUITE_NAMES, type SuiteResult } from './index.ts'
import { reportPage } from './report.ts'

/** Prints suite, n and metrics of all detectors on labelled files; with `--json` as one line. */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    data: { type: 'string' },
    suite: { type: 'string', multiple: true },
    report: { type: 'string' },
  },
})
const directory = values.data ?? dataDirectory(process.env)
process.exitCode = run()

function run(): number {
  const unknown = (values.suite ?? []).filter((name) => !SUITE_NAMES.includes(name))
  if (unknown.length > 0) return fail(`There is no suite ${unknown.join(', ')}. There are: ${SUITE_NAMES.join(', ')}.`)
  if (!existsSync(directory))
    return fail(`There is no folder ${directory}. Name one with --data, or set TECHDECK_DATA.`)
  let results: SuiteResult[]
  try {
    results = evaluate(directory, values.suite && { suites: values.suite })
  } catch (error) {
    if (error instanceof LabelledFileError) return fail(error.message)
    throw error
  }
  if (results.length === 0)
    return fail(`${directory} holds none of the labelled files, such as therapy/annomi_utterances.jsonl.`)
  const packs = [...new Set(MODELS.filter((model) => scorerOf(model)).map(({ pack }) => pack))]
  if (values.report) writeFileSync(values.report, reportPage(results, packs))
  if (values.json) print(JSON.stringify(toJson(results, packs)))
  else printTable(results, packs)
  return 0
}

function toJson(results: readonly SuiteResult[], packs: readonly string[]) {
  return {
    suites: results.map(({ suite, n, metrics }) => ({ suite, n, ...metrics })),
    held_out_only: results.filter(({ heldOutOnly }) => heldOutOnly).map(({ suite }) => suite),
    packs,
  }
}

function printTable(results: readonly SuiteResult[], packs: readonly string[]): void {
  for (const { suite, n, metrics, heldOutOnly } of results) {
    const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)}`)
    print(`${suite.padEnd(38)} n ${String(n).padStart(5)}${heldOutOnly ? '*' : ' '} ${figures.join('  ')}`)
  }
  if (results.some(({ heldOutOnly }) => heldOutOnly))
    print(
      '* of a file that was trained with: only the fifth of its groups that is held out, by weights that were learnt without it.',
    )
  print(`Packs of models: ${packs.join(', ') || 'none'}.`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`)
  return 2
}
