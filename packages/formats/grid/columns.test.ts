import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { collectBytes, UnprocessableFileError, UNPACK_LIMITS } from '@techdeck/core'
import { formatNamed } from '../index.ts'
import { ingest, LIMITS, never, sourceOf, textsOf } from '../testing/helpers.ts'
import type { SourceRow } from '../types.ts'
import { GridWriter, jsonOf, putCells } from './index.ts'

const FOLDERS = ['parquet', 'arrow'] as const
const FIXTURES = FOLDERS.flatMap((format) =>
  readdirSync(join(import.meta.dirname, '..', format, 'fixtures'))
    .filter((name) => name !== 'README.md')
    .map((name) => ({ format, name, bytes: readFileSync(join(import.meta.dirname, '..', format, 'fixtures', name)) })),
)
const read = (format: string, bytes: Uint8Array) => textsOf(formatNamed(format), bytes)

const contentOf = ({ turns, metadata, labels }: SourceRow) => ({ turns, metadata, labels })

/** As far as a limit lets it come. */
async function beginning(format: string, file: Uint8Array): Promise<number> {
  let bytes = 0
  for await (const { content } of formatNamed(format).conversion?.convert(sourceOf(file), LIMITS, never) ?? [])
    for await (const chunk of content) if ((bytes += chunk.length) > 5_000_000) return bytes
  return bytes
}

describe('column stores', () => {
  it('are read like the JSON lines with the same columns', async () => {
    const file = FIXTURES.find(({ name }) => name === 'pyarrow-zstd.parquet')
    const [grid = Buffer.of()] = await read('parquet', file?.bytes ?? Buffer.of())
    const lines = readFileSync(join(import.meta.dirname, '../jsonl/fixtures/polars.jsonl'))
    const [mine, theirs] = [await ingest(grid, { from: 'parquet' }), await ingest(lines)]
    expect(mine.inspection.reading.mapping).toEqual(theirs.inspection.reading.mapping)
    expect(mine.rows.map(contentOf)).toEqual(theirs.rows.map(contentOf))
    expect(mine.rows.map(({ position }) => [position.line, position.row])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
  })

  it('have lists of one value a turn as labels, and times as text', async () => {
    for (const [format, name] of [
      ['parquet', 'pyarrow-lists.parquet'],
      ['arrow', 'pyarrow-zstd.feather'],
    ] as const) {
      const file = FIXTURES.find((fixture) => fixture.name === name)
      const [grid = Buffer.of()] = await read(format, file?.bytes ?? Buffer.of())
      const { rows } = await ingest(grid, { from: format })
      expect(rows[0].turns[1]).toEqual({ speaker: 'B', text: 'What keeps you awake? (0)', labels: { act: 2 } })
      expect(rows[0].metadata).toEqual({ when: '2026-01-01T00:00:00.000Z' })
    }
  })

  it.each(FIXTURES)('are refused where they are cut: $name', async ({ format, bytes }) => {
    for (const length of [0, 5, 11, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      const cut = await read(format, bytes.subarray(0, length)).catch((error: unknown) => error)
      // A stream may end behind any of its messages.
      expect(cut instanceof UnprocessableFileError || format === 'arrow').toBe(true)
    }
  })

  it('are read or refused, whatever byte is broken', async () => {
    const place = { at: integer({ min: 0, max: 5000 }), change: integer({ min: 1, max: 255 }) }
    const run = record({
      file: constantFrom(...FIXTURES),
      places: array(record(place), { minLength: 1, maxLength: 3 }),
    })
    // The length of a run of levels, which would be made whatever the number of values.
    const lists = FIXTURES.find(({ name }) => name === 'pyarrow-lists.parquet') ?? FIXTURES[0]
    // The number of a dictionary's entries, of which an array would be made.
    const dictionary = FIXTURES.find(({ name }) => name === 'pandas-categories.feather') ?? FIXTURES[0]
    await assert(
      asyncProperty(run, async ({ file, places }) => {
        const bytes = Buffer.from(file.bytes)
        for (const { at, change } of places) bytes[at % bytes.length] ^= change
        const outcome: unknown = await beginning(file.format, bytes).catch((error: unknown) => error)
        expect(typeof outcome === 'number' || outcome instanceof UnprocessableFileError).toBe(true)
      }),
      {
        numRuns: 150,
        examples: [
          [{ file: lists, places: [{ at: 391, change: 61 }] }],
          [{ file: dictionary, places: [{ at: 1379, change: 200 }] }],
        ],
      },
    )
  })

  it('are refused where lists in a footer are longer than the footer', async () => {
    // A struct whose first field is a list of lists that say that they have thirty million elements each.
    const lists = Array.from({ length: 50 }, () => [0xf9, 0x80, 0x87, 0xa7, 0x0e]).flat()
    const footer = Buffer.from([0x19, ...lists, 0])
    const length = Buffer.alloc(4)
    length.writeUInt32LE(footer.length)
    const file = Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')])
    await expect(read('parquet', file)).rejects.toMatchObject({ details: { reason: 'damaged' } })
  })

  it('are refused where more comes out of them than the limits let it', async () => {
    const limits = { ...LIMITS, floor: 0, maxRatio: 0.5 }
    for (const { format, bytes } of FIXTURES.filter((fixture) => fixture.format === 'parquet')) {
      const members = formatNamed(format).conversion?.convert(sourceOf(bytes), limits, never) ?? []
      const all = async () => {
        for await (const { content } of members) await collectBytes(content)
      }
      await expect(all()).rejects.toMatchObject({ details: { reason: 'expansion_limit' } })
    }
  })

  it('are refused where a cell of a dictionary makes a row too large', () => {
    const cell = Array.from({ length: 1000 }, () => 'I cannot sleep.'.repeat(10_000))
    expect(() => putCells(new GridWriter(), 1, [cell], UNPACK_LIMITS)).toThrow('too large')
  })

  it('tell themselves by their first bytes', async () => {
    for (const { format, bytes } of FIXTURES)
      expect(await formatNamed(format).conversion?.detect(bytes.subarray(0, 4096), sourceOf(bytes))).toBe(true)
    expect(await formatNamed('arrow').conversion?.detect(Buffer.alloc(64, 0xff), sourceOf(''))).toBe(false)
  })

  it('become JSON whatever their cells are', () => {
    expect(
      jsonOf([
        1n,
        2n ** 60n,
        Number.NaN,
        new Date(0),
        new Map([['a', 1n]]),
        Buffer.of(1),
        BigInt64Array.of(3n),
        { a: undefined },
      ]),
    ).toEqual([1, '1152921504606846976', null, '1970-01-01T00:00:00.000Z', { a: 1 }, null, [3], { a: null }])
  })
})
