import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { WORKER_NODE_OPTIONS } from '@techdeck/devstack'

const run = promisify(execFile)
/** A run that takes longer is not repeated: what disturbs it is small beside it. */
const LONG_SECONDS = 5

export const say = (line: string): void => void process.stderr.write(`${line}\n`)

export interface Measured {
  seconds: number
  peak_rss_mb: number
  [figure: string]: number
}

/** A program's last line as JSON; `null` where a peer is not installed. @throws Error with the last thing it said */
export async function measure(program: string, args: readonly string[]): Promise<Measured | null> {
  try {
    const { stdout } = await run(program, args, { maxBuffer: 1 << 24 })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error)
    if (/ModuleNotFoundError|ENOENT/.test(`${said}${String(error)}`)) return null
    throw new Error(said, { cause: error })
  }
}

/** The quickest of some runs: what others do on the machine only makes a run slower. */
export async function best(program: string, args: readonly string[], runs: number): Promise<Measured | null> {
  let least: Measured | null = null
  for (let at = 0; at < runs; at++) {
    const measured = await measure(program, args)
    if (measured === null) return null
    if (least === null || measured.seconds < least.seconds) least = measured
    if (measured.seconds > LONG_SECONDS) break
  }
  return least
}

/** The same for a script of ours, run by Node as workers are. */
export const bestOwn = async (name: string, args: readonly string[], runs: number): Promise<Measured> =>
  (await best(process.execPath, [...WORKER_NODE_OPTIONS, script(name), ...args], runs))!

export const script = (name: string): string => new URL(`./${name}`, import.meta.url).pathname

export const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits
