import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { EXPORT_FORMATS } from '@techdeck/contracts'
import { pythonWithTools, readDevstackEnv } from '@techdeck/devstack'
import { writeConversations } from './lib/conversations.ts'
import { writeDuplicates, writeTable } from './formats/write-files.ts'

// Data in and out. JSONL and CSV readers beside what people read the same file with, in the same run, one process and one
// thread each; every writer, and the reader of what it wrote; standardization on one core; near duplicates beside
// datasketch. Peers are run by TECHDECK_BENCH_PYTHON, else by the Python of the tools folder, into which they are
// installed. A peer that cannot be had is left out, and said.

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '110' },
    conversations: { type: 'string', default: '4000' },
    runs: { type: 'string', default: '3' },
    parts: { type: 'string', default: 'readers,writers,standardization,duplicates' },
    json: { type: 'boolean' },
  },
})
const parts = new Set(values.parts.split(','))
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const run = promisify(execFile)
const DATASKETCH = 'datasketch==2.0.0'

interface Measured {
  seconds: number
  peak_rss_mb: number
  [figure: string]: number
}

/** A program's last line as JSON; `null` where a peer is not installed. */
async function measure(program: string, args: readonly string[]): Promise<Measured | null> {
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
async function best(program: string, args: readonly string[], runs = Number(values.runs)): Promise<Measured | null> {
  let least: Measured | null = null
  for (let at = 0; at < runs; at++) {
    const measured = await measure(program, args)
    if (measured === null) return null
    if (least === null || measured.seconds < least.seconds) least = measured
  }
  return least
}

const script = (name: string): string => new URL(`./formats/${name}`, import.meta.url).pathname

/** The environment of the tools folder, with datasketch beside what it has; any other Python where that cannot be had. */
async function findPython(): Promise<string> {
  const named = process.env.TECHDECK_BENCH_PYTHON
  if (named !== undefined) return named
  try {
    const python = await pythonWithTools(readDevstackEnv(process.env), say)
    const missing = await run(python, ['-c', 'import datasketch']).then(
      () => false,
      () => true,
    )
    if (missing) {
      say('installing datasketch, once')
      await run(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', DATASKETCH])
    }
    return python
  } catch (error) {
    say(`peers may be missing: ${String(error)}`)
    return 'python3'
  }
}

/** Exports that are a text which holds whole conversations. */
const READ_BACK: ReadonlySet<string> = new Set([
  'jsonl',
  'openai_chat',
  'sharegpt',
  'prompt_completion',
  'csv',
  'csv_conversations',
])
const PEERS = ['duckdb', 'pyarrow', 'pandas', 'pandas_python'] as const

/** MB/s and peak memory of a reader and of its peers, and how many times as fast it is as each. */
async function readers(folder: string, python: string) {
  const results: Record<string, Record<string, { mb_per_s: number; peak_rss_mb: number }>> = {}
  for (const format of ['jsonl', 'csv'] as const) {
    const file = join(folder, `all.${format}`)
    await writeTable(file, format, Number(values.mb) * 1e6)
    const megabytes = (await stat(file)).size / 1e6
    // Warms the page cache, so that nobody waits for the disk.
    await readFile(file)
    const figures = ({ seconds, peak_rss_mb }: Measured) => ({ mb_per_s: round(megabytes / seconds), peak_rss_mb })
    const own = await best(process.execPath, [script('read-file.ts'), file])
    const result: (typeof results)[string] = { techdeck: figures(own!) }
    for (const peer of PEERS) {
      if (peer === 'pandas_python' && format !== 'csv') continue
      const measured = await best(
        python,
        [script('peers.py'), peer, format, file],
        peer === 'pandas_python' ? 1 : undefined,
      )
      if (measured) result[peer] = figures(measured)
      else say(`${peer} is not installed for ${python}`)
    }
    for (const [name, { mb_per_s, peak_rss_mb }] of Object.entries(result))
      say(
        `${format.padEnd(6)} ${name.padEnd(14)} ${String(mb_per_s).padStart(8)} MB/s ${String(peak_rss_mb).padStart(6)} MiB`,
      )
    results[format] = result
  }
  return results
}

/** MB/s and peak memory of each writer over the same text, and of the reader of what it wrote, where that is a text. */
async function writers(folder: string) {
  const conversations = join(folder, 'records.jsonl')
  await writeConversations(conversations, 500)
  const results: Record<string, Record<string, number>> = {}
  for (const format of EXPORT_FORMATS) {
    const file = join(folder, `export.${format}`)
    const write = (await best(
      process.execPath,
      [script('write-export.ts'), format, conversations, file, `${Number(values.mb) * 1e6}`],
      1,
    ))!
    const megabytes = write.bytes / 1e6
    const result: Record<string, number> = {
      megabytes: Math.round(megabytes),
      write_mb_per_s: round(megabytes / write.seconds),
      write_peak_rss_mb: write.peak_rss_mb,
    }
    if (READ_BACK.has(format)) {
      const read = (await best(process.execPath, [script('read-file.ts'), file], 1))!
      Object.assign(result, { read_mb_per_s: round(megabytes / read.seconds), read_peak_rss_mb: read.peak_rss_mb })
    }
    await rm(file)
    say(`${format.padEnd(18)} ${JSON.stringify(result)}`)
    results[format] = result
  }
  return results
}

/** Conversations a second on one core, without and with signatures for near duplicates. */
async function standardization(folder: string) {
  const file = join(folder, 'conversations.jsonl')
  await writeConversations(file, Number(values.conversations))
  const result: Record<string, number> = {}
  for (const nearDuplicates of ['keep', 'mark']) {
    const measured = (await best(process.execPath, [script('standardize.ts'), file, nearDuplicates]))!
    result[nearDuplicates === 'keep' ? 'conversations_per_s' : 'with_near_duplicates_per_s'] = Math.round(
      measured.conversations / measured.seconds,
    )
  }
  say(`standardization ${JSON.stringify(result)} a core`)
  return result
}

/** The same conversations, one in ten an edited copy, by both; pairs are those that each puts together. */
async function duplicates(folder: string, python: string) {
  const file = join(folder, 'duplicates.jsonl')
  await writeDuplicates(file, Number(values.conversations))
  const techdeck = await best(process.execPath, [script('near-duplicates.ts'), file])
  const datasketch = await best(python, [script('datasketch_peer.py'), file], 1)
  if (!datasketch) say(`datasketch is not installed for ${python}`)
  say(`near duplicates: TechDeck ${JSON.stringify(techdeck)}, datasketch ${JSON.stringify(datasketch)}`)
  return { techdeck, ...(datasketch && { datasketch, times_as_fast: round(datasketch.seconds / techdeck!.seconds) }) }
}

const round = (value: number): number => Math.round(value * 10) / 10

const folder = await mkdtemp(join(tmpdir(), 'techdeck-formats-'))
try {
  const python = await findPython()
  const result: Record<string, unknown> = {}
  if (parts.has('readers')) {
    const read = await readers(folder, python)
    const ratio = (format: string, peer: string): number | null => {
      const other = read[format]?.[peer]
      return other ? Math.round((read[format].techdeck.mb_per_s / other.mb_per_s) * 100) / 100 : null
    }
    result.readers = read
    result.goals = {
      jsonl_to_duckdb: { ratio: ratio('jsonl', 'duckdb'), goal: 0.5 },
      csv_to_duckdb: { ratio: ratio('csv', 'duckdb'), goal: 0.5 },
      csv_to_pandas_python: { ratio: ratio('csv', 'pandas_python'), goal: 3 },
    }
  }
  if (parts.has('writers')) result.writers = await writers(folder)
  if (parts.has('standardization')) result.standardization = await standardization(folder)
  if (parts.has('duplicates')) result.near_duplicates = await duplicates(folder, python)
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
