import { fileSource, firstMark, inspectFile, readFile } from '@techdeck/formats'
import { measured } from './measured.ts'

// Reads a file as ingestion does: rows with their turns and positions, one after the other. How it is to be read is
// found in its beginning, outside of what is timed.

const source = await fileSource(process.argv[2])
const { signal } = new AbortController()
const size = Math.min(source.size, 4 << 20)
const beginning = { size, read: (from = 0, to = size) => source.read(from, Math.min(to, size)) }
const { reading } = await inspectFile(beginning, { file: 0, signal })

await measured(async () => {
  let rows = 0
  let turns = 0
  let bad = 0
  for await (const item of readFile(
    source,
    reading,
    { file: 0, start: firstMark(reading), end: source.size },
    signal,
  )) {
    if (item.row) {
      rows++
      turns += item.row.turns.length
    } else bad++
  }
  return { rows, turns, bad }
})
