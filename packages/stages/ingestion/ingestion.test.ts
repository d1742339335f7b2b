import { describe, expect, it } from '@jest/globals'
import { isConserved } from '@techdeck/contracts'
import type { ReadItem, SourceRow } from '@techdeck/formats'
import fc from 'fast-check'
import type { RawConversation } from '../definition.ts'
import { finishRuns, runStage } from '../testing.ts'
import { ingestion } from './index.ts'

const row = (at: number, key: string | undefined, text: string, more: Partial<SourceRow> = {}): ReadItem => ({
  row: {
    position: { file: 0, byteOffset: at * 100, line: at + 1, row: at + 1 },
    ...(key !== undefined && { key }),
    turns: [{ speaker: 'client', text }],
    metadata: {},
    labels: {},
    ...more,
  },
})
const bad = (at: number): ReadItem => ({
  bad: {
    position: { file: 0, byteOffset: at * 100, line: at + 1, row: at + 1 },
    reason: 'invalid_json',
    excerpt: '{"a',
  },
})
const texts = (run: { output: { conversation?: unknown }[] }) =>
  run.output.map(({ conversation }) => (conversation as RawConversation).turns.map(({ text }) => text))
const sorted = (lists: string[][]) => lists.map((list) => list.join()).toSorted((a, b) => (a < b ? -1 : 1))

const annotated = (at: number, utteranceId: string, text: string, labels: object) =>
  row(at, 'a', text, { turns: [{ speaker: 't', text, utteranceId, labels: labels as never }] })

describe('ingestion', () => {
  it('joins adjacent rows of one key and keeps rows without a key apart', async () => {
    const run = await runStage(ingestion, [
      row(0, 'a', '1'),
      row(1, 'a', '2'),
      row(2, 'b', '3'),
      row(3, undefined, '4'),
      row(4, undefined, '5'),
    ])
    expect(texts(run)).toEqual([['1', '2'], ['3'], ['4'], ['5']])
    expect(run.records).toMatchObject({ in: 5, out: 5 })
  })

  it('gives a conversation an id that depends on its place and the file alone', async () => {
    const [first, again] = [
      await runStage(ingestion, [row(0, 'a', 'x')]),
      await runStage(ingestion, [row(0, 'b', 'y')]),
    ]
    const other = await runStage(ingestion, [row(1, 'a', 'x')])
    const id = (run: typeof first) => (run.output[0].conversation as RawConversation).id
    expect(id(first)).toMatch(/^[0-9a-f]{64}$/)
    expect(id(again)).toBe(id(first))
    expect(id(other)).not.toBe(id(first))
  })

  it('quarantines a row that could not be read with its place and excerpt, and reads on', async () => {
    const run = await runStage(ingestion, [row(0, 'a', '1'), bad(1), row(2, 'a', '2')])
    expect(texts(run)).toEqual([['1', '2']])
    expect(run.losses).toEqual([
      {
        kind: 'quarantined',
        reason: 'invalid_json',
        position: { file: 0, byteOffset: 100, line: 2, row: 2 },
        excerpt: '{"a',
      },
    ])
    expect(isConserved(run.records)).toBe(true)
  })

  it('merges rows that repeat an utterance and keeps every annotator’s labels, aligned', async () => {
    const run = await runStage(ingestion, [
      annotated(0, '0', 'hello', { annotator: 3, act: 'question' }),
      annotated(1, '0', 'hello', { annotator: 4 }),
      annotated(2, '1', 'bye', { annotator: 3, act: 'other' }),
    ])
    const { turns, rows } = run.output[0].conversation as RawConversation
    expect(turns.map(({ labels }) => labels)).toEqual([
      { annotator: [3, 4], act: ['question', null] },
      { annotator: 3, act: 'other' },
    ])
    expect(rows).toBe(2)
    expect(run.records).toMatchObject({ in: 3, out: 2, merged: 1 })
  })

  it('brings scattered rows together, ordered by the order column', async () => {
    const items = [
      row(0, 'a', 'second', { order: 2 }),
      row(1, 'b', 'x'),
      row(2, 'a', 'first', { order: '1' }),
      row(3, 'b', 'y'),
      row(4, 'a', 'tenth', { order: 10 }),
    ]
    const run = await runStage(ingestion, items, {}, { partitions: 3 })
    expect(sorted(texts(run))).toEqual(['first,second,tenth', 'x,y'])
    expect(isConserved(run.records)).toBe(true)
  })

  it('orders text values by code units and leaves rows alone when one has no order', async () => {
    const dated = await runStage(ingestion, [
      row(0, 'a', 'late', { order: '2020-02' }),
      row(1, 'a', 'early', { order: '2020-01' }),
    ])
    expect(texts(dated)).toEqual([['early', 'late']])
    const partly = await runStage(ingestion, [row(0, 'a', '1', { order: 2 }), row(1, 'a', '2')])
    expect(texts(partly)).toEqual([['1', '2']])
  })

  it('collects differing values of a conversation’s fields once each', async () => {
    const run = await runStage(ingestion, [
      row(0, 'a', '1', { metadata: { topic: 'sleep', site: 1 }, language: 'en' }),
      row(1, 'a', '2', { metadata: { topic: 'work', site: 1 } }),
      row(2, 'a', '3', { metadata: { topic: 'sleep', site: '' } }),
    ])
    expect(run.output[0].conversation).toMatchObject({
      metadata: { topic: ['sleep', 'work'], site: 1 },
      language: 'en',
    })
  })

  it('quarantines a conversation that is too large, whole, and holds none of it', async () => {
    const run = await runStage(
      ingestion,
      [row(0, 'a', 'x'.repeat(80)), row(1, 'a', 'y'.repeat(80)), row(2, 'b', 'z')],
      { maxConversationChars: 100 },
    )
    expect(texts(run)).toEqual([['z']])
    expect(run.losses).toMatchObject([{ kind: 'quarantined', reason: 'conversation_too_large', count: 2 }])
    expect(isConserved(run.records)).toBe(true)
  })

  it('loses no row, scattered or not, and makes the same conversations of both', async () => {
    const arbitrary = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', undefined),
        broken: fc.boolean(),
        utterance: fc.constantFrom('1', '2', undefined),
      }),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer({ min: 1, max: 5 }), async (rows, partitions) => {
        const items = rows.map(({ key, broken, utterance }, at) =>
          broken
            ? bad(at)
            : row(at, key, `t${at}`, { turns: [{ text: `t${at}`, ...(utterance && { utteranceId: utterance }) }] }),
        )
        const scattered = await runStage(ingestion, items, {}, { partitions })
        expect(isConserved(scattered.records)).toBe(true)
        const grouped = items.toSorted((a, b) => ((a.row?.key ?? '') < (b.row?.key ?? '') ? -1 : 1))
        const adjacent = await runStage(ingestion, grouped)
        expect(isConserved(adjacent.records)).toBe(true)
        expect(sorted(texts(adjacent))).toEqual(sorted(texts(scattered)))
        expect(adjacent.summary).toEqual(scattered.summary)
      }),
      { numRuns: 60 },
    )
  })

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort()
    await expect(runStage(ingestion, [row(0, 'a', '1')], {}, { signal })).rejects.toThrow(/abort/i)
  })

  it('reports rows, conversations and losses', async () => {
    const run = await runStage(ingestion, [row(0, 'a', 'hello'), bad(1)])
    const { report } = await finishRuns(ingestion, [run])
    expect(report).toMatchObject({
      conversations: 1,
      rows: 1,
      turns: 1,
      losses: [{ reason: 'invalid_json', count: 1 }],
    })
  })
})
