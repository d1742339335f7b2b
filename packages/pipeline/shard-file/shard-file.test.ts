import { describe, expect, it } from '@jest/globals'
import { collect } from '@techdeck/core'
import * as fc from 'fast-check'
import { packItem, unpackItem } from './codec.ts'
import { openShardFile, ShardFileWriter } from './index.ts'

const again = (item: unknown): unknown => unpackItem(packItem(item))
const finding = (turn: number, category = 'name') => ({
  kind: 'identifier',
  category,
  turn,
  start: 1,
  end: 400,
  confidence: 0.9,
  reason: 'name of a person',
})

async function roundTrip(sections: { [name: string]: unknown[] }) {
  const writer = new ShardFileWriter()
  const parts: Uint8Array[] = []
  for (const [name, items] of Object.entries(sections))
    for (const item of items) {
      writer.add(name, item)
      parts.push(...writer.take())
    }
  parts.push(...writer.finish())
  const bytes = Buffer.concat(parts)
  const file = await openShardFile({
    size: bytes.length,
    async *read(start = 0, end = bytes.length) {
      yield bytes.subarray(start, end)
    },
    close: async () => {},
  })
  return { bytes, file }
}

describe('an item of a shard file', () => {
  it('comes back as it was, whatever members its turns have', () => {
    const turn = fc.record(
      {
        index: fc.nat(),
        role: fc.constantFrom('client', 'therapist', 'system', 'other'),
        speaker: fc.string({ unit: 'binary' }),
        text: fc.string({ unit: 'grapheme' }),
        time_s: fc.double({ noNaN: true }),
        labels: fc.dictionary(
          fc.string({ minLength: 1, maxLength: 3 }).filter((name) => name !== '__proto__'),
          fc.nat(),
        ),
      },
      { requiredKeys: ['text'] },
    )
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        const item = { id: 'a', turns, metadata: { topic: 'sleep' } }
        expect(JSON.parse(JSON.stringify(again(item)))).toEqual(JSON.parse(JSON.stringify(item)))
      }),
    )
  })
  it('keeps turns that count up, with few roles and with broken surrogates apart', () => {
    const turns = Array.from({ length: 9 }, (_, index) => ({
      index,
      role: index % 2 ? 'client' : 'therapist',
      text: `${index} 😀é`,
    }))
    expect(again({ turns })).toEqual({ turns })
    const named = turns.map(({ text }, index) => ({ text, speaker: index % 2 ? 'Ann' : 'Bob' }))
    expect(again({ turns: named })).toEqual({ turns: named })
    const gapped = turns.map((one) => (one.index === 4 ? { text: one.text } : one))
    expect(again({ turns: gapped })).toEqual({ turns: gapped })
    expect(again({ turns: [] })).toEqual({ turns: [] })
  })
  it('puts U+FFFD for half a surrogate pair and keeps the texts around it', () => {
    const turns = ['one \ud83d', 'two', '\ude00 three', 'four 😀', 'five'].map((text) => ({ text }))
    expect(again({ turns })).toEqual({ turns: turns.map(({ text }) => ({ text: text.toWellFormed() })) })
  })
  it('keeps findings, whether they are alike or not', () => {
    const note = { id: 'a', findings: [finding(0), finding(3), finding(3, 'date')], tiers: { privacy: 0.5 } }
    expect(again(note)).toEqual(note)
    const more = { id: 'a', findings: [{ ...finding(0), note: 'kept' }] }
    expect(again(more)).toEqual(more)
    expect(again({ id: 'a', findings: [] })).toEqual({ id: 'a', findings: [] })
    const many = Array.from({ length: 300 }, (_, at) => finding(at, `c${at % 100}`))
    expect(again({ id: 'a', findings: many })).toEqual({ id: 'a', findings: many })
  })
  it('keeps bytes and text as they are', () => {
    expect(again('part of a file\n')).toBe('part of a file\n')
    expect(Buffer.from(again(Buffer.from([1, 2, 3])) as Uint8Array)).toEqual(Buffer.from([1, 2, 3]))
  })
})

describe('a shard file', () => {
  it('gives back each section in order, over many blocks', async () => {
    const records = Array.from({ length: 400 }, (_, at) => ({
      id: String(at),
      turns: [{ text: `${at} `.repeat(500) }],
    }))
    const notes = records.map(({ id }) => ({ id }))
    const { file } = await roundTrip({ records, notes })
    expect(await collect(file.items('records'))).toEqual(records)
    expect(await collect(file.items('notes'))).toEqual(notes)
    expect(file.count('records')).toBe(400)
    expect(file.count('none')).toBe(0)
  })
  it('has bytes that depend on its items alone', async () => {
    const sections = { notes: [{ id: 'a', findings: [finding(0)] }] }
    expect((await roundTrip(sections)).bytes).toEqual((await roundTrip(sections)).bytes)
  })
  it('holds an item that is larger than a block', async () => {
    const text = 'x'.repeat(700_000)
    expect(await collect((await roundTrip({ records: [{ turns: [{ text }] }] })).file.items('records'))).toEqual([
      { turns: [{ text }] },
    ])
  })
})
