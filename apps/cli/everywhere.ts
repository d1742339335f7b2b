import { Readable } from 'node:stream'
import type { CliContext, Input } from './command.ts'

/** What every command takes, for its help. */
export const EVERYWHERE = [
  ['--quiet', 'say nothing on standard error but what went wrong'],
  ['--no-input', 'ask nothing; what is missing is an error'],
  ['--no-color', 'write no colours, as NO_COLOR does'],
] as const
type Flag = (typeof EVERYWHERE)[number][0]

const FLAGS: ReadonlySet<string> = new Set(EVERYWHERE.map(([flag]) => flag))

/** Takes the options that every command has out of a command line, wherever they stand before `--`. */
export function takeEverywhere(args: readonly string[]): { rest: string[]; flags: ReadonlySet<Flag> } {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const isFlag = (arg: string, at: number): arg is Flag => at < end && FLAGS.has(arg)
  return { rest: args.filter((arg, at) => !isFlag(arg, at)), flags: new Set(args.filter(isFlag)) }
}

/** A context in which these options hold. */
export function withFlags<Context extends Pick<CliContext, 'out' | 'stdin'>>(
  context: Context,
  flags: ReadonlySet<Flag>,
): Context {
  const { out, stdin = () => process.stdin } = context
  return {
    ...context,
    ...(flags.has('--quiet') && { out: { ...out, terminal: null, note: () => {} } }),
    ...(flags.has('--no-input') && { stdin: () => withoutPerson(stdin()) }),
  }
}

/** What is piped may be read; nobody is asked on a terminal. */
const withoutPerson = (input: Input): Input => (input.isTTY ? Readable.from([]) : input)
