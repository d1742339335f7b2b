import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  fileSource,
  firstMark,
  formats,
  inBatches,
  inspectFile,
  readFile,
  UNPACK_LIMITS,
  type ByteSource,
} from '@techdeck/formats'
import { Stopwatch } from './measured.ts'

// Reads a file as ingestion does: what is no text is converted once, then come rows with their turns and positions, in
// batches of those that are at hand. How a text is to be read is found in its beginning, outside of what is timed.

const { signal } = new AbortController()
const [path] = process.argv.slice(2)
const watch = new Stopwatch()
const source = await fileSource(path)
const beginning = (of: ByteSource): ByteSource => {
  const size = Math.min(of.size, 4 << 20)
  return { size, read: (from = 0, to = size) => of.read(from, Math.min(to, size)) }
}

/** The text that a conversion makes of the file, or the file itself. */
async function textOf(): Promise<{ text: ByteSource; from?: string }> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.read(0, 64 * 1024)) chunks.push(chunk)
  const head = Buffer.concat(chunks)
  for (const { name, conversion } of formats) {
    if (!conversion || !(await conversion.detect(head, source))) continue
    const converted = `${path}.text`
    await watch.time(async () => {
      for await (const { content } of conversion.convert(source, UNPACK_LIMITS, signal))
        await pipeline(Readable.from(content), createWriteStream(converted))
    })
    return { text: await fileSource(converted), from: name }
  }
  return { text: source }
}

const { text, from } = await textOf()
const { reading } = await inspectFile(beginning(text), { file: 0, signal, ...(from !== undefined && { from }) })
let rows = 0
let turns = 0
let bad = 0
await watch.time(async () => {
  const range = { file: 0, start: firstMark(reading), end: text.size }
  for await (const batch of inBatches(readFile(text, reading, range, signal)))
    for (const { row } of batch) {
      if (row) {
        rows++
        turns += row.turns.length
      } else bad++
    }
})
if (from !== undefined) await rm(`${path}.text`)
await watch.print({ rows, turns, bad })
