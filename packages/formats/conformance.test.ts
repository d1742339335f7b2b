import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { firstMark, formats, readFile } from './index.ts'
import { DIALOGUES, encoded, manyTurns, pairs } from './testing/dialogues.ts'
import { type Example, ENCODINGS, type Turns } from './testing/example.ts'
import { bytesInUse } from './testing/heap.ts'
import { LIMITS, cutEvery, inspect, never, readAll, readByMarks, sourceOf, textsOf } from './testing/helpers.ts'
import type { Format, Inspection, Mark, ReadItem } from './types.ts'

interface Exemplar {
  name: string
  format: Format
  example: Example
}

async function findExemplars(): Promise<Exemplar[]> {
  const found: Exemplar[] = []
  for (const format of formats) {
    const path = join(import.meta.dirname, format.name, 'example.ts')
    if (!existsSync(path)) throw new Error(`${format.name}/example.ts is missing: see testing/example.ts.`)
    const { example } = (await import(path)) as { example: Example }
    found.push({ name: format.name, format, example })
  }
  return found
}

const exemplars = await findExemplars()
const writers = exemplars.flatMap(({ name, format, example }) =>
  example.write ? [{ name, format, example, write: example.write }] : [],
)
type Writer = (typeof writers)[number]

/** A text as the reader sees it, inspected. */
interface Opened {
  content: Uint8Array
  found: Inspection
  items: ReadItem[]
}

const sayingsOf = (items: readonly ReadItem[]): string[] =>
  items.flatMap(({ row }) => row?.turns.map(({ text }) => text) ?? [])
const chosen = ({ example }: Exemplar, conversations: Turns): Turns =>
  example.single ? conversations.slice(0, 1) : conversations

async function open({ format }: Exemplar, file: string | Uint8Array): Promise<Opened> {
  const [content = Buffer.of()] = await textsOf(format, file)
  const options = { ...cutEvery(1), ...(format.conversion && { from: format.name }) }
  const found = await inspect(content, options)
  return { content, found, items: await readAll(content, found.reading) }
}

const opened = async (writer: Writer, end = '\n'): Promise<Opened> =>
  open(writer, await writer.write(chosen(writer, DIALOGUES), end))

/** The mark that inspection would lay at each row. */
function marksOf(items: readonly ReadItem[], { reading }: Inspection): Mark[] {
  let key: string | undefined
  let begin = firstMark(reading).byteOffset
  return items.flatMap(({ row }) => {
    if (!row) return []
    const { byteOffset, line, row: number } = row.position
    if (row.key === undefined || row.key !== key) begin = byteOffset
    ;({ key } = row)
    return [{ byteOffset, line, row: number, state: byteOffset - begin }]
  })
}

describe.each(exemplars)('files of $name by other programs', (exemplar) => {
  const { name, format, example } = exemplar
  const folder = join(import.meta.dirname, name, 'fixtures')
  const files = Object.entries(example.files)
  const load = (file: string): Uint8Array => readFileSync(join(folder, file))

  it('are at least three, and the README beside them says who wrote each', () => {
    const there = readdirSync(folder).filter((file) => !/^(README\.md|make\.)/.test(file))
    expect(Object.keys(example.files).toSorted()).toEqual(there.toSorted())
    expect(files.length).toBeGreaterThanOrEqual(3)
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(there.filter((file) => !readme.includes(file))).toEqual([])
  })

  it.each(files)('hold what their makers wrote: %s', async (file, facts) => {
    const source = sourceOf(load(file))
    const head = await collectBytes(source.read(0, 4096))
    expect(format.conversion ? await format.conversion.detect(head, source) : true).toBe(true)
    const sum = { conversations: 0, turns: 0, badRows: 0 }
    const roles: { [role: string]: number } = {}
    let first: ReadItem | undefined
    for (const text of await textsOf(format, load(file))) {
      const found = await inspect(text, { ...(format.conversion && { from: name }) })
      expect(found.reading.format).toBe(name)
      sum.conversations += found.conversations
      sum.turns += found.turns
      sum.badRows += found.badRows
      for (const [role, count] of Object.entries(found.roles)) roles[role] = (roles[role] ?? 0) + count
      first ??= (await readAll(text, found.reading)).find(({ row }) => row?.turns.length)
    }
    const { roles: expected, first: firstTurn, badRows = 0, ...counts } = facts
    expect(sum).toEqual({ ...counts, badRows })
    expect(roles).toEqual(expected ?? roles)
    expect(first?.row?.turns[0]).toMatchObject(firstTurn ?? {})
  })
})

describe.each(writers)('the reader of $name', (writer) => {
  const { name, format, example } = writer
  const all = chosen(writer, DIALOGUES)

  it.each(format.conversion ? ['utf-8' as const] : (example.encodings ?? ENCODINGS))(
    'knows its files by their content, in %s',
    async (encoding) => {
      const file = await writer.write(all, '\r\n')
      const { found, items } = await open(writer, typeof file === 'string' ? encoded(file, encoding) : file)
      expect(found.reading.format).toBe(name)
      expect(found.confidence).toBeGreaterThan(0.5)
      expect(found).toMatchObject({ conversations: all.length, turns: all.flat().length, badRows: 0 })
      expect(sayingsOf(items)).toEqual(all.flat())
    },
  )

  it('gives by marks what one reading gives, and the same from each of its rows on', async () => {
    const { content, found, items } = await opened(writer)
    expect(found.marks.length).toBe(all.length)
    expect(await readByMarks(content, found)).toEqual(items)
    for (const [index, start] of marksOf(items, found).entries())
      expect(await readAll(content, found.reading, { start })).toEqual(items.slice(index))
  })

  it('gives each row once, wherever a range ends', async () => {
    const { content, found, items } = await opened(writer)
    for (let end = 0; end <= content.length; end += 3)
      expect(await readAll(content, found.reading, { end })).toEqual(
        items.filter(({ row }) => (row?.position.byteOffset ?? 0) < end),
      )
  })

  it('does not care how the bytes come', async () => {
    const { content, found, items } = await opened(writer, '\r\n')
    for (const chunk of [1, 2, 7, 64, 1000]) expect(await readAll(content, found.reading, { chunk })).toEqual(items)
  })

  it('says of each row on which line and at which byte it begins', async () => {
    const { content, items } = await opened(writer, '\r\n')
    let row = 0
    for (const { row: { position } = { position: undefined } } of items) {
      if (!position) continue
      expect(position.row).toBeGreaterThan(row)
      ;({ row } = position)
      const before = Buffer.from(content.subarray(0, position.byteOffset)).toString()
      expect(position.line).toBe(before.split('\n').length)
    }
    expect(new Set(items.map((item) => item.row?.position.byteOffset)).size).toBe(items.length)
  })

  it('gives the same every time', async () => {
    expect(await opened(writer)).toEqual(await opened(writer))
  })

  it('stops when it is told to', async () => {
    const { content, found } = await opened(writer)
    const stop = new AbortController()
    const range = { file: 0, start: firstMark(found.reading), end: content.length }
    const reading = readFile(sourceOf(content), found.reading, range, stop.signal)
    const seen: ReadItem[] = []
    const told = async () => {
      for await (const item of reading) {
        seen.push(item)
        stop.abort()
      }
    }
    await expect(told()).rejects.toMatchObject({ name: 'AbortError' })
    expect(seen).toHaveLength(1)
  })

  const { broken } = example
  if (broken)
    it('sets aside a piece that cannot be read, says where it is, and reads on', async () => {
      const sound = await writer.write(all.slice(0, 1), '\n')
      if (typeof sound !== 'string') throw new Error('A broken piece can only stand in a text.')
      const { items } = await open(writer, sound + broken.piece)
      const [bad] = items.flatMap((item) => item.bad ?? [])
      expect(bad?.reason).toBe(broken.reason)
      expect(bad?.position.byteOffset).toBeGreaterThanOrEqual(Buffer.byteLength(sound))
      expect(sayingsOf(items).slice(0, all[0]?.length)).toEqual(all[0])
    })

  it('keeps no more in memory however long a file is', async () => {
    const { found } = await opened(writer)
    const { many = 24_000 } = example
    const source = sourceOf(await writer.write(example.single ? [manyTurns(many)] : pairs(manyTurns(many)), '\n'))
    const used: number[] = []
    // Looking takes longer than reading: each time that twice as much has passed.
    const look = (passed: number, first: number) => {
      if (passed >= first * 2 ** used.length) used.push(bytesInUse())
    }
    if (format.conversion) {
      let bytes = 0
      for await (const { content } of format.conversion.convert(source, LIMITS, never))
        for await (const chunk of content) look((bytes += chunk.length), many * 10)
    } else {
      const range = { file: 0, start: firstMark(found.reading), end: source.size }
      let rows = 0
      for await (const _ of readFile(source, found.reading, range, never)) look(++rows, many / 8)
    }
    expect(used.length).toBeGreaterThanOrEqual(2)
    expect((used.at(-1) ?? 0) - (used[0] ?? 0)).toBeLessThan(1_000_000)
  })
})
