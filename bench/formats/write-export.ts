import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { EXPORT_FORMATS, type ExportFormat } from '@techdeck/contracts'
import { WRITERS, type ExportRecord, type WriteOptions } from '@techdeck/formats/writers'
import { measured } from './measured.ts'
import { readRaw } from './read-raw.ts'

// Writes one export format as the export stage does, a part a conversation and then the parts joined, until there are so
// many bytes of conversations as JSON lines. They are in memory before, and come again and again, with other ids, scores
// and first replies, so that there are pairs to prefer one of.

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
  // A client begins.
  turns: turns.slice(1).map(({ speaker, text }, index) => ({
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
const size = records.reduce((sum, record) => sum + JSON.stringify(record).length, 0) / records.length
// Some formats repeat what was said before each reply: then the file is so large.
const written = records.slice(0, 50).reduce((sum, record) => sum + write(record).length, 0) / 50
const count = Math.ceil(Number(bytes) / Math.max(size, written))

async function* parts() {
  for (let at = 0; at < count; at++) {
    const id = at.toString(16).padStart(64, '0')
    const record = records[at % records.length]
    const [asked, answered, ...rest] = record.turns
    const turns = [asked, { ...answered, text: `${answered.text} ${at}` }, ...rest]
    const one = { ...record, id, turns, scores: { overall: ((at * 37) % 101) / 100 } }
    const text = write(one)
    if (text !== '') yield Buffer.from(text)
  }
}

await measured(async () => {
  const out = createWriteStream(file)
  let length = 0
  for await (const chunk of join(parts, OPTIONS)) {
    length += chunk.length
    if (!out.write(Buffer.from(chunk))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return { bytes: length, text: Math.round(count * size), conversations: count }
})
