import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { EXPORT_FORMATS, type ExportFormat } from '@techdeck/contracts'
import { WRITERS, type ExportRecord, type WriteOptions } from '@techdeck/formats/writers'
import { measured } from './measured.ts'
import { readRaw } from './read-raw.ts'

// Writes one export format as the export stage does, a part a conversation and then the parts joined, until there are
// about so many bytes of text. The conversations are in memory before; with other ids they come again and again.

const [name, conversations, file, bytes] = process.argv.slice(2)
const format = EXPORT_FORMATS.find((known) => known === name) as ExportFormat
const OPTIONS: WriteOptions = {
  alternateRoles: true,
  annotations: true,
  contextTurns: 0,
  preferBy: 'scores.overall',
  preferGap: 0.05,
}

const records = (await readRaw(conversations)).map(({ turns }, at): ExportRecord => ({
  id: '',
  source: { dataset_id: 'd', file: 'file-0', line: at + 1, row: at + 1, byte_offset: at },
  language: 'en',
  turns: turns.map(({ speaker, text }, index) => ({
    index,
    role: speaker === 'assistant' ? 'therapist' : 'client',
    text,
  })),
  metadata: { topic: `topic ${at % 7}` },
  labels: {},
  findings: [],
  scores: { overall: (at % 100) / 100 },
}))
const { part, join } = WRITERS[format]
const write = await part.open(OPTIONS)
// Some formats repeat text, some leave it out: what is larger counts.
const weights = records.slice(0, 50).map((record) => {
  const said = record.turns.reduce((sum, { text }) => sum + text.length, 0)
  return Math.max(said, write(record).length)
})
const count = Math.ceil((Number(bytes) / weights.reduce((sum, weight) => sum + weight, 0)) * weights.length)
let text = 0

async function* parts() {
  for (let at = 0; at < count; at++) {
    const id = at.toString(16).padStart(64, '0')
    const written = Buffer.from(write({ ...records[at % records.length], id }))
    text += written.length
    if (written.length > 0) yield written
  }
}

await measured(async () => {
  const out = createWriteStream(file)
  let written = 0
  text = 0
  for await (const chunk of join(parts, OPTIONS)) {
    written += chunk.length
    if (!out.write(Buffer.from(chunk))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return { bytes: written, text, conversations: count }
})
