import { expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { tableFromIPC } from '@uwdata/flechette'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  double,
  integer,
  maxSafeInteger,
  option,
  record,
  string,
} from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { WRITERS, type ExportRecord, type WriteOptions } from '../writers.ts'

const OPTIONS: WriteOptions = {
  alternateRoles: false,
  annotations: true,
  contextTurns: 0,
  preferBy: 'scores.overall',
  preferGap: 0,
}

const text = string({ unit: 'grapheme', maxLength: 20 })
const maybe = { nil: undefined, freq: 2 } as const
const number = double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const turn = record({
  role: constantFrom('client', 'therapist'),
  speaker: option(text, maybe),
  text,
  time_s: option(number, maybe),
  marks: option(array(text, { maxLength: 3 }), maybe),
  labels: option(record({ mood: text }), maybe),
})
const finding = record({
  kind: constantFrom('identifier', 'crisis'),
  category: text,
  turn: integer({ min: 0, max: 9 }),
  start: integer({ min: 0 }),
  end: integer({ min: 0 }),
  confidence: number,
  reason: text,
})
const conversation = record({
  id: integer({ min: 0 }).map((at) => at.toString(16).padStart(64, '0')),
  line: option(maxSafeInteger(), maybe),
  split: option(constantFrom('train', 'test'), maybe),
  weight: option(number, maybe),
  turns: array(turn, { maxLength: 4 }),
  findings: option(array(finding, { maxLength: 3 }), maybe),
  overall: option(number, maybe),
  metadata: record({ topic: text }),
}).map(({ line, overall, turns, ...rest }) => {
  const said = turns.map((one, index) => ({ index, ...one }))
  const source = { dataset_id: 'd', file: 'file-0', ...(line !== undefined && { line, byte_offset: line }) }
  const scores = overall === undefined ? undefined : { overall }
  return JSON.parse(
    JSON.stringify({ ...rest, source, language: 'en', turns: said, labels: {}, scores }),
  ) as ExportRecord
})

/** A conversation as it stands in the columns. */
function rowOf({ split, weight, source, turns, metadata, labels, scores, findings, id, language }: ExportRecord) {
  const { line = null, row = null, byte_offset = null } = source
  return {
    id,
    language,
    split: split ?? null,
    weight: weight ?? null,
    quality: scores?.overall ?? null,
    source: { dataset_id: source.dataset_id, file: source.file, line, row, byte_offset },
    turns: turns.map(({ index, role, speaker, text: said, time_s, marks, labels: own }) => ({
      index,
      role,
      speaker: speaker ?? null,
      text: said,
      time_s: time_s ?? null,
      marks: marks ?? null,
      labels: own ? JSON.stringify(own) : null,
    })),
    metadata: JSON.stringify(metadata),
    labels: JSON.stringify(labels),
    scores: scores ? JSON.stringify(scores) : null,
    findings: findings ?? null,
  }
}

/** Whole numbers of 64 bits as numbers, and members of nothing as nothing. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one)))

async function written(format: 'parquet' | 'arrow', records: readonly ExportRecord[]): Promise<Uint8Array> {
  const { part, join } = WRITERS[format]
  const write = await part.open(OPTIONS)
  async function* parts() {
    for (const one of records) yield Buffer.from(write(one))
  }
  return Buffer.concat([await collectBytes(join(parts, OPTIONS))])
}

const READERS = {
  parquet: async (bytes: Uint8Array) => parquetReadObjects({ file: new Uint8Array(bytes).buffer }),
  arrow: async (bytes: Uint8Array) => tableFromIPC(bytes, { useBigInt: true }).toArray(),
} as const

it.each(['parquet', 'arrow'] as const)(
  'columns of %s hold each conversation as it is, with what is missing',
  async (format) => {
    await assert(
      asyncProperty(array(conversation, { maxLength: 6 }), async (records) => {
        const rows = await READERS[format](await written(format, records))
        expect(plain(rows)).toEqual(plain(records.map(rowOf)))
      }),
      { numRuns: 60 },
    )
  },
)

it.each(['parquet', 'arrow'] as const)('columns of %s go on over groups, with many texts and few', async (format) => {
  const records = Array.from({ length: 2500 }, (_, at): ExportRecord => ({
    id: at.toString(16).padStart(64, '0'),
    source: { dataset_id: 'd', file: `file-${at % 3}`, line: at - 3, row: 2 ** 40 + at },
    language: at % 2 === 0 ? 'en' : 'de',
    turns: [{ index: 0, role: 'client', text: at % 700 === 0 ? 'ü'.repeat(1_500_000) : `text ${at}` }],
    metadata: { at },
    labels: {},
    findings: [],
  }))
  const rows = await READERS[format](await written(format, records))
  expect(rows).toHaveLength(2500)
  expect(plain(rows)).toEqual(plain(records.map(rowOf)))
})
