/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  /** Colours and bars make sense. */
  readonly interactive: boolean
  /** Standard error where it is a terminal: bars are drawn there. */
  readonly terminal: Terminal | null
  /** A line of the result, for people. */
  line(text?: string): void
  /** A line about what happens meanwhile. */
  note(text: string): void
  /** One JSON value on one line: with `--json` the only thing on standard output. */
  json(value: unknown): void
}

export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

interface Stream {
  write(text: string): unknown
  isTTY?: boolean
}

export const createOutput = (stdout: Stream, stderr: Stream): Output => ({
  interactive: stdout.isTTY === true,
  terminal: isTerminal(stderr) ? stderr : null,
  line: (text = '') => void stdout.write(`${text}\n`),
  note: (text) => void stderr.write(`${text}\n`),
  json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
})

const isTerminal = (stream: Stream): stream is Terminal => stream.isTTY === true && 'end' in stream
