import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EXPORT_FORMATS, type ExportFormat } from '@techdeck/contracts'
import { writeConversations } from '../lib/conversations.ts'
import { type Figures, peersOf, show } from './readers.ts'
import { bestOwn, round } from './run.ts'

/** Exports that hold whole conversations, so that a reader takes them. */
const READ_BACK: ReadonlySet<ExportFormat> = new Set([
  'jsonl',
  'openai_chat',
  'sharegpt',
  'prompt_completion',
  'csv',
  'csv_conversations',
  'parquet',
  'arrow',
  'huggingface',
])

/** Who else writes and reads such a file, and under which name `peers.py` knows its format. */
const PEERS: { readonly [format in ExportFormat]?: { as: string; write: readonly string[]; read: readonly string[] } } =
  {
    jsonl: { as: 'jsonl', write: ['duckdb'], read: ['duckdb', 'pandas'] },
    openai_chat: { as: 'jsonl', write: ['duckdb'], read: ['duckdb', 'pandas'] },
    csv: { as: 'csv', write: ['duckdb'], read: ['duckdb', 'pandas'] },
    parquet: { as: 'parquet', write: ['duckdb', 'pyarrow'], read: ['duckdb', 'pandas'] },
    arrow: { as: 'arrow', write: ['pyarrow'], read: ['pandas'] },
  }

export interface WriteResult {
  /** Of the conversations as JSON lines, or of the file where it is larger, since it repeats text. */
  megabytes: number
  file_megabytes: number
  techdeck: Figures
  peers?: { [peer: string]: Figures }
  read?: { techdeck: Figures; peers: { [peer: string]: Figures } }
}

/** MB/s and peak memory of each writer, of what else writes the same rows, and of who reads what was written. */
export async function writers(
  folder: string,
  python: string,
  { formats, megabytes, runs }: { formats: readonly ExportFormat[]; megabytes: number; runs: number },
): Promise<{ [format: string]: WriteResult }> {
  const conversations = join(folder, 'records.jsonl')
  await writeConversations(conversations, 500)
  const results: { [format: string]: WriteResult } = {}
  for (const format of EXPORT_FORMATS.filter((name) => formats.includes(name))) {
    const file = join(folder, `export.${format}`)
    const bytes = `${megabytes * 1e6}`
    const own = await bestOwn('write-export.ts', [format, conversations, file, bytes], 1)
    const weight = Math.max(own.text, own.bytes) / 1e6
    const techdeck = { mb_per_s: round(weight / own.seconds), peak_rss_mb: own.peak_rss_mb }
    show('write', format, 'techdeck', techdeck)
    const result: WriteResult = { megabytes: round(weight), file_megabytes: round(own.bytes / 1e6), techdeck }
    const known = PEERS[format]
    const common = { python, file, weight, runs }
    if (known) {
      const { as, write: peers } = known
      const copy = join(folder, 'copy')
      result.peers = await peersOf({ ...common, peers, format: as, own: own.seconds, runs: 1, copy })
      await rm(copy, { force: true })
    }
    if (READ_BACK.has(format)) {
      const read = await bestOwn('read-file.ts', [file], runs)
      const figures = { mb_per_s: round(weight / read.seconds), peak_rss_mb: read.peak_rss_mb }
      show('read', format, 'techdeck', figures)
      const peers = known ? await peersOf({ ...common, peers: known.read, format: known.as, own: read.seconds }) : {}
      result.read = { techdeck: figures, peers }
    }
    await rm(file)
    results[format] = result
  }
  return results
}
