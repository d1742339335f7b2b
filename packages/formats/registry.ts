import { UnprocessableFileError } from '@techdeck/core'
import { arrow } from './arrow/index.ts'
import { ass } from './ass/index.ts'
import { csv } from './csv/index.ts'
import { docx } from './docx/index.ts'
import { eav } from './eav/index.ts'
import { epub } from './epub/index.ts'
import { html } from './html/index.ts'
import { json } from './json/index.ts'
import { jsonTable } from './json-table/index.ts'
import { jsonl } from './jsonl/index.ts'
import { markdown } from './markdown/index.ts'
import { ods } from './ods/index.ts'
import { odt } from './odt/index.ts'
import { parquet } from './parquet/index.ts'
import { pdf } from './pdf/index.ts'
import { rtf } from './rtf/index.ts'
import { sql } from './sql/index.ts'
import { srt } from './srt/index.ts'
import { tiers } from './tiers/index.ts'
import { transcript } from './transcript/index.ts'
import { ttml } from './ttml/index.ts'
import type { ByteSource, Format, Items, Reading, ReadRange } from './types.ts'
import { vtt } from './vtt/index.ts'
import { whatsapp } from './whatsapp/index.ts'
import { xlsx } from './xlsx/index.ts'
import { xml } from './xml/index.ts'

/** Every reader, one folder each; a test checks that no folder is missing. */
export const formats: readonly Format[] = [
  arrow,
  ass,
  csv,
  docx,
  eav,
  epub,
  html,
  json,
  jsonTable,
  jsonl,
  markdown,
  ods,
  odt,
  parquet,
  pdf,
  rtf,
  sql,
  srt,
  tiers,
  transcript,
  ttml,
  vtt,
  whatsapp,
  xlsx,
  xml,
]

/** The reader of that name. @throws UnprocessableFileError when there is none */
export function formatNamed(name: string): Format {
  const format = formats.find((known) => known.name === name)
  if (!format) throw new UnprocessableFileError('No reader has that name.', { details: { reason: 'unknown_format' } })
  return format
}

/**
 * Reads a range of a file as its inspection says. Rows come in file order; one that cannot be read comes as `bad`.
 * The ranges between marks, put together, give exactly what one reading of the whole file gives.
 */
export function readFile(source: ByteSource, reading: Reading, range: ReadRange, signal: AbortSignal): Items {
  return formatNamed(reading.format).read(source, reading, range, signal)
}
