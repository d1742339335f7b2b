import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { best, bestOwn, measure, round, say, script } from './run.ts'
import { isText, writeText } from './write-files.ts'

/** What is read with what: at full size, or at so many megabytes where no such file is larger. */
interface Reader {
  peers: readonly string[]
  megabytes?: number
  why?: string
}

const PAGE = 'nobody has a larger one'
export const READERS: { readonly [format: string]: Reader } = {
  jsonl: { peers: ['duckdb', 'pyarrow', 'pandas'] },
  csv: { peers: ['duckdb', 'pyarrow', 'pandas', 'pandas_python'] },
  json: { peers: ['duckdb', 'pandas', 'python'] },
  parquet: { peers: ['duckdb', 'pyarrow', 'pandas'] },
  arrow: { peers: ['pyarrow', 'pandas'] },
  transcript: { peers: ['python'] },
  whatsapp: { peers: ['python'] },
  xlsx: { peers: ['openpyxl', 'pandas'], megabytes: 25, why: 'a sheet ends at 1,048,576 rows, and peers take minutes' },
  ods: { peers: ['pandas'], megabytes: 5, why: 'the peer holds all of the XML in memory' },
  docx: { peers: ['python_docx'], megabytes: 10, why: PAGE },
  odt: { peers: ['odfpy'], megabytes: 5, why: PAGE },
  html: { peers: ['beautifulsoup'], megabytes: 10, why: PAGE },
  markdown: { peers: ['markdown_it'], megabytes: 10, why: PAGE },
  srt: { peers: ['pysrt'], megabytes: 10, why: PAGE },
  vtt: { peers: ['webvtt'], megabytes: 10, why: PAGE },
  xml: { peers: ['elementtree'] },
  eav: { peers: ['pandas'] },
  sql: { peers: ['sqlite3'] },
  'json-table': { peers: ['pandas'] },
  rtf: { peers: ['striprtf'], megabytes: 10, why: PAGE },
  epub: { peers: ['beautifulsoup'], megabytes: 10, why: PAGE },
  ttml: { peers: ['elementtree'], megabytes: 10, why: PAGE },
  ass: { peers: ['pysubs2'], megabytes: 10, why: PAGE },
  tiers: { peers: ['python'], megabytes: 10, why: PAGE },
  pdf: { peers: ['pypdf'], megabytes: 2, why: 'of more than 5,000 pages it is refused' },
}

export interface Figures {
  mb_per_s: number
  peak_rss_mb: number
  /** How many times as fast TechDeck is. */
  ratio?: number
}

export interface ReadResult {
  /** Of the file where it is a text, else of its rows as CSV: so files that are packed in other ways compare. */
  megabytes: number
  file_megabytes: number
  why?: string
  techdeck: Figures
  peers: { [peer: string]: Figures }
}

/** MB/s and peak memory of each reader and of what people read such files with, of the same file, on one thread each. */
export async function readers(
  folder: string,
  python: string,
  { formats, megabytes, runs }: { formats: readonly string[]; megabytes: number; runs: number },
): Promise<{ [format: string]: ReadResult }> {
  const results: { [format: string]: ReadResult } = {}
  for (const format of formats) {
    const { peers, why, ...known } = READERS[format]
    const file = join(folder, `all.${format}`)
    const size = Math.min(megabytes, known.megabytes ?? Infinity) * 1e6
    const text = isText(format) ? file : join(folder, 'rows.csv')
    await writeText(text, isText(format) ? format : 'csv', size)
    if (text !== file && !(await measure(python, [script('make_files.py'), format, text, file]))) {
      say(`${format} is not measured: what makes such a file is not installed for ${python}`)
      continue
    }
    const weight = (await stat(text)).size / 1e6
    // Warms the page cache, so that nobody waits for the disk.
    const { length } = await readFile(file)
    const own = await bestOwn('read-file.ts', [file], runs)
    const techdeck = { mb_per_s: round(weight / own.seconds), peak_rss_mb: own.peak_rss_mb }
    show('read', format, 'techdeck', techdeck)
    const others = await peersOf({ python, peers, format, file, weight, own: own.seconds, runs })
    results[format] = {
      megabytes: round(weight),
      file_megabytes: round(length / 1e6),
      ...(why !== undefined && megabytes > weight && { why }),
      techdeck,
      peers: others,
    }
    await rm(file)
  }
  return results
}

interface Peers {
  python: string
  peers: readonly string[]
  format: string
  file: string
  weight: number
  /** Seconds that TechDeck took. */
  own: number
  runs: number
  /** Where peers write to, if that is what is measured. */
  copy?: string
}

export async function peersOf({
  python,
  peers,
  format,
  file,
  weight,
  own,
  runs,
  copy,
}: Peers): Promise<{ [peer: string]: Figures }> {
  const results: { [peer: string]: Figures } = {}
  for (const peer of peers) {
    const args = [script('peers.py'), peer, format, file, ...(copy === undefined ? [] : [copy])]
    const measured = await best(python, args, runs).catch((error: Error) => {
      say(`${peer} cannot do ${format}: ${error.message}`)
    })
    if (measured === undefined) continue
    if (measured === null) {
      say(`${peer} is not installed for ${python}`)
      continue
    }
    const { seconds, peak_rss_mb } = measured
    results[peer] = { mb_per_s: round(weight / seconds), peak_rss_mb, ratio: round(seconds / own, 2) }
    show(copy === undefined ? 'read' : 'write', format, peer, results[peer])
  }
  return results
}

export function show(what: string, format: string, who: string, { mb_per_s, peak_rss_mb, ratio }: Figures): void {
  const times = ratio === undefined ? '' : `  TechDeck ${ratio} ×`
  say(
    `${what.padEnd(6)} ${format.padEnd(18)} ${who.padEnd(14)} ${String(mb_per_s).padStart(8)} MB/s ${String(peak_rss_mb).padStart(6)} MiB${times}`,
  )
}
