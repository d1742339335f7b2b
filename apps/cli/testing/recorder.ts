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

/** Runs a command line in this process, as in a pipe. `heard` is told of what goes to standard output, `noted` of what goes to standard error, as it goes. */
export async function run(
  args: readonly string[],
  { heard, noted, ...context }: Partial<CliContext> & { heard?: Hears; noted?: Hears } = {},
): Promise<Ran> {
  const [stdout, stderr] = [recorder(heard), recorder(noted)]
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

type Hears = (text: string) => void

function recorder(heard: Hears = () => {}) {
  let text = ''
  return {
    write(more: string) {
      text += more
      heard(more)
    },
    lines: () => text.split('\n').slice(0, -1),
  }
}
