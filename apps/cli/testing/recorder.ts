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

/** Runs a command line in this process, as in a pipe. `heard` is told of what goes to standard output, as it goes. */
export async function run(
  args: readonly string[],
  { heard, ...context }: Partial<CliContext> & { heard?: (line: string) => void } = {},
): Promise<Ran> {
  const [stdout, stderr] = [recorder(heard), recorder()]
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

function recorder(heard: (line: string) => void = () => {}) {
  let text = ''
  return {
    write(more: string) {
      text += more
      heard(more)
    },
    lines: () => text.split('\n').slice(0, -1),
  }
}
