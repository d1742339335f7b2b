import type { CliContext } from '../command.ts'
import { createOutput } from '../output.ts'
import { runCli } from '../cli.ts'

/** What a command wrote and how it ended. */
export interface Ran {
  exitCode: number
  /** Lines of standard output. */
  lines: string[]
  /** Lines of standard error. */
  notes: string[]
  /** The values on standard output, each line one. */
  json: () => unknown[]
}

/** Runs a command line in this process, as in a pipe. */
export async function run(args: readonly string[], context: Partial<CliContext> = {}): Promise<Ran> {
  const [stdout, stderr] = [recorder(), recorder()]
  const exitCode = await runCli(args, {
    out: createOutput(stdout, stderr),
    environment: {},
    root: '',
    signal: new AbortController().signal,
    ...context,
  })
  const lines = stdout.lines()
  return { exitCode, lines, notes: stderr.lines(), json: () => lines.map((line): unknown => JSON.parse(line)) }
}

function recorder() {
  let text = ''
  return {
    write: (more: string) => void (text += more),
    lines: () => text.split('\n').slice(0, -1),
  }
}
