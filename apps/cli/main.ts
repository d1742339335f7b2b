import { resolve } from 'node:path'
import { runCli } from './cli.ts'
import { EXIT } from './exit-codes.ts'
import { createOutput } from './output.ts'

const interruption = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted)
    interruption.abort()
  })

// Whoever reads the output, such as `head`, has had enough: end in order.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    interruption.abort()
  })

process.exitCode = await runCli(process.argv.slice(2), {
  out: createOutput(process.stdout, process.stderr),
  stdin: () => process.stdin,
  environment: process.env,
  root: resolve(import.meta.dirname, '../..'),
  signal: interruption.signal,
})
