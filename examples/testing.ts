import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dataFolder, type FileTruth } from './index.ts'

// A second, simple reader of the data set, so that tests of the truth do not trust the generator that wrote it.

/** The bytes of a file as a reader sees them: decompressed. */
export function plainBytes(file: string): Buffer {
  const bytes = readFileSync(join(dataFolder, file))
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Texts of all turns of each conversation of a file, in the order of their first rows; broken rows are left out. */
export function readTexts({ file, shape, encoding, badRows }: FileTruth): string[][] {
  const text = new TextDecoder(encoding).decode(plainBytes(file))
  const badLines = new Set(badRows.map(({ line }) => line))
  if (shape === 'sharegpt') {
    const all: ShareGpt[] = JSON.parse(text)
    return all.flatMap((one) => valuesOf(one))
  }
  if (shape === 'canonical' || shape === 'openai') {
    const lines = text.split('\n').filter((line, i) => line !== '' && !badLines.has(i + 1))
    return lines.map((line) => turnsOf(JSON.parse(line)))
  }
  if (shape === 'speaker_colon') {
    const lines = text.split(/\r?\n/).filter((line) => line !== '')
    return [lines.map((line) => line.slice(line.indexOf(': ') + 2))]
  }
  const [header, ...rows] = parseDelimited(text)
  const good = rows.filter(({ line }) => !badLines.has(line)).map(({ cells }) => cells)
  if (shape === 'question_answer') return good.map(([question, answer]) => [question, answer])
  const textColumn = header.cells.findIndex((name) => /^(text|said|message|utterance_text)$/i.test(name))
  return [...Map.groupBy(good, ([conversation]) => conversation).values()].map((own) =>
    own.map((row) => row[textColumn]),
  )
}

type ShareGpt = { conversations?: { value: string }[] } | number
type Line = { turns: { text: string }[]; messages?: undefined } | { messages: { content: string }[] }

const valuesOf = (one: ShareGpt): string[][] =>
  typeof one === 'object' && one.conversations?.length ? [one.conversations.map(({ value }) => value)] : []
const turnsOf = (line: Line): string[] =>
  line.messages === undefined ? line.turns.map(({ text }) => text) : line.messages.map(({ content }) => content)

interface Row {
  line: number
  cells: string[]
}

/** RFC 4180 with the delimiter that the header has; a quote that is never closed ends the file. */
export function parseDelimited(text: string): Row[] {
  const delimiter = /[,;\t]/.exec(text)![0]
  const rows: Row[] = []
  let [cells, cell, isQuoted, line, from]: [string[], string, boolean, number, number] = [[], '', false, 1, 1]
  const endRow = () => {
    rows.push({ line: from, cells: [...cells, cell.replace(/\r$/, '')] })
    ;[cells, cell, from] = [[], '', line]
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\n') line++
    if (isQuoted && character === '"' && text[i + 1] === '"') cell += text[i++]
    else if (character === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted
    else if (!isQuoted && character === delimiter) {
      cells.push(cell)
      cell = ''
    } else if (!isQuoted && character === '\n') endRow()
    else cell += character
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}
