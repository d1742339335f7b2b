import { collectBytes, UnprocessableFileError, UNPACK_LIMITS } from '@techdeck/core'
import { describe, expect, it } from '@jest/globals'
import { bytesOf, inspect, readByMarks } from '../testing/helpers.ts'
import { arranged } from './arranged.ts'

const FIRST = [
  ['Therapist', 'What brings you here today?'],
  ['Client', 'I cannot sleep since the move.'],
]
const SECOND = [
  ['Therapist', 'How was the week for you?'],
  ['Client', 'Better, I went for walks.'],
]

/** The rows of a sheet, numbered from 1. */
const sheet = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((cells, at) => `${JSON.stringify([at + 1, ...cells])}\n`).join('')

async function* chunks(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const arrange = async (text: string, size?: number): Promise<string> =>
  Buffer.from(await collectBytes(arranged(chunks(text, size), UNPACK_LIMITS))).toString()

/** The texts of each conversation, which are the same wherever reading begins. */
async function conversationsOf(text: string): Promise<string[][]> {
  const found = await inspect(text, { from: 'xlsx', shardLimits: () => ({ bytes: 1, conversations: Infinity }) })
  const byKey = new Map<string | undefined, string[]>()
  for (const { row } of await readByMarks(text, found))
    byKey.set(row?.key, [...(byKey.get(row?.key) ?? []), ...(row?.turns ?? []).map((turn) => turn.text)])
  return [...byKey.values()]
}
const said = [FIRST, SECOND].map((rows) => rows.map(([, text]) => text))

describe('a sheet', () => {
  it('is left as it is, chunk by chunk, where it is one table', async () => {
    const text = sheet([['Speaker', 'Text'], ...FIRST])
    expect(await arrange(text)).toBe(text)
    const long = sheet([['Speaker', 'Text'], ...Array.from({ length: 200 }, () => FIRST).flat()])
    expect(await arrange(long)).toBe(long)
  })

  it('gives tables that stand side by side one below the other, with the numbers of their rows', async () => {
    const rows = [
      ['Speaker', 'Text', null, 'Speaker', 'Text'],
      ...FIRST.map((cells, at) => [...cells, null, ...(SECOND[at] ?? [])]),
    ]
    const text = await arrange(sheet(rows))
    expect(text).toBe(
      [
        [1, 'Speaker', 'Text'],
        ...FIRST.map((cells, at) => [at + 2, ...cells]),
        [1, 'Speaker', 'Text'],
        ...SECOND.map((cells, at) => [at + 2, ...cells]),
      ]
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    )
    expect(await conversationsOf(text)).toEqual(said)
  })

  it('is turned where its first column names what stands in its rows', async () => {
    const all = [['Speaker', 'Text'], ...FIRST, ...SECOND]
    const text = await arrange(sheet([0, 1].map((column) => all.map((cells) => cells[column]))))
    expect(text).toBe(sheet(all))
  })

  it('has a conversation below each heading, and below each header that comes again', async () => {
    const table = (title: string[][], rows: string[][]) => [...title, ['Speaker', 'Text'], ...rows]
    const titled = [...table([['Session 1']], FIRST), ...table([['Session 2']], SECOND)]
    expect(await conversationsOf(sheet(titled))).toEqual(said)
    expect(await conversationsOf(sheet([...table([], FIRST), ...table([], SECOND)]))).toEqual(said)
  })

  it('has its header right of and below empty cells', async () => {
    const rows = [['Session', 'Speaker', 'Text'], ...FIRST.map((cells) => ['a', ...cells])]
    expect(await conversationsOf(sheet([[], ...rows.map((cells) => [null, null, ...cells])]))).toEqual([said[0]])
  })

  it('is refused where tables side by side are too large to be held', async () => {
    const wide = ['Therapist', 'x'.repeat(400_000)]
    const text = sheet([['Speaker', 'Text', 'Speaker', 'Text'], ...Array.from({ length: 70 }, () => FIRST.flat())])
    const more = sheet(Array.from({ length: 90 }, () => wide))
    await expect(arrange(text + more, 1_000_000)).rejects.toThrow(UnprocessableFileError)
  })

  it('has a conversation below lines that say whose it is', async () => {
    const table = (client: string, rows: string[][]) => [
      ['Client:', client],
      ['Date:', '2024-03-01'],
      ['Speaker', 'Text'],
      ...rows,
    ]
    expect(await conversationsOf(sheet([...table('P0', FIRST), ...table('P1', SECOND)]))).toEqual(said)
  })
})
