import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { tableFromArrays, tableToIPC } from '@uwdata/flechette'
import {
  type AppError,
  readUnpackLimits,
  UNPACK_LIMITS,
  UNPACK_OPTIONS,
  type UnpackLimit,
  variableOf,
} from '@techdeck/core'
import { inspectFile, memorySource, unpack } from './index.ts'
import { bytesOf, never } from './testing/helpers.ts'
import { writePdf } from './pdf/testing/write-pdf.ts'
import { MemoryStorage } from './testing/memory-storage.ts'
import { parquetOf, run } from './testing/parquet.ts'
import { documentOf, workbookOf, zipOf } from './testing/zip.ts'

const fixture = (path: string): Uint8Array => {
  const [format = '', name = ''] = path.split('/')
  return readFileSync(join(import.meta.dirname, format, 'fixtures', name))
}

const SAID = 'I could not sleep last night, not for a single hour.'
const CSV = `session,speaker,text\n1,client,${SAID}\n1,therapist,What kept you awake?\n`
const JSON_LINE = `${JSON.stringify({
  messages: [
    { role: 'user', content: SAID },
    { role: 'assistant', content: 'Why?' },
  ],
})}\n`
const PAGE = `<!doctype html><html><body><p><b>Client:</b> ${SAID}</p><p><b>Therapist:</b> What kept you awake?</p>`
const XML = `<?xml version="1.0"?><talk><turn who="client">${SAID}</turn><turn who="therapist">Why?</turn></talk>`
const LONG_TABLE = `record,redcap_repeat_instance,field_name,value\n${[1, 2, 3, 4, 5, 6]
  .map((at) => `${at % 2},${at},speaker,client\n${at % 2},${at},text,${SAID}\n`)
  .join('')}`
const ROW = `<row r="1"><c r="A1" t="inlineStr"><is><t>speaker</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>client</t></is></c><c r="B2" t="inlineStr"><is><t>${SAID}</t></is></c></row>`
const MERGED = `</sheetData><mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells><sheetData>`

const cells = (texts: readonly (string | null)[], row: number) =>
  `<row r="${row}">${texts
    .map((text, at) => (text === null ? '' : `<c r="${'ABCDE'[at]}${row}" t="inlineStr"><is><t>${text}</t></is></c>`))
    .join('')}</row>`
const SIDE_BY_SIDE = Array.from({ length: 3000 }, (_, at) =>
  cells(at === 0 ? ['speaker', 'text', null, 'speaker', 'text'] : ['client', SAID, null, 'therapist', SAID], at + 1),
).join('')
/** Many nulls in a few bytes. */
const NULLS = {
  elements: [{ name: 'text', type: 'INT64' as const, repetition_type: 'OPTIONAL' as const }],
  encoding: 'PLAIN' as const,
  rows: 100_000,
  nulls: 100_000,
  definition: run(0, 100_000),
  values: new Uint8Array(0),
}

/** For each limit a file that goes beyond it, if it is set so low. */
const BEYOND: {
  readonly [name in UnpackLimit]: readonly [limit: number, content: string | Uint8Array, also?: object]
} = {
  maxRatio: [1, gzipSync(CSV.repeat(100)), { floor: 0 }],
  floor: [0, gzipSync(CSV.repeat(100)), { maxRatio: 1 }],
  maxBytes: [100, gzipSync(CSV.repeat(100))],
  maxMembers: [1, zipOf({ 'a.csv': CSV, 'b.csv': CSV })],
  maxDepth: [1, zipOf({ 'a.zip': zipOf({ 'b.csv': CSV }) })],
  maxParts: [2, fixture('xlsx/pandas.xlsx')],
  maxRowBytes: [1024, JSON_LINE + JSON_LINE.replace('Why?', 'why '.repeat(1000)) + JSON_LINE],
  maxNesting: [4, JSON_LINE + JSON_LINE.replace('"Why?"', '[[[[[["why"]]]]]]') + JSON_LINE],
  maxColumns: [2, fixture('sql/sqlite-dump.sql')],
  maxValueChars: [
    1024,
    `CREATE TABLE t (speaker, text);\nINSERT INTO t VALUES('client','${'and so on '.repeat(100_000)}');\n`,
  ],
  maxRecordChars: [
    1024,
    `record,field_name,value\n1,speaker,client\n1,text,${'and so on '.repeat(500)}\n2,speaker,client\n2,text,${SAID}\n`,
  ],
  maxApartBytes: [1024, LONG_TABLE.repeat(1) + LONG_TABLE.split('\n').slice(1).join('\n').repeat(5)],
  maxCellChars: [20, workbookOf({ a: ROW })],
  maxSharedTextBytes: [20, fixture('xlsx/pandas.xlsx')],
  maxSharedTexts: [2, fixture('xlsx/pandas.xlsx')],
  maxMerges: [1, workbookOf({ a: ROW + MERGED })],
  maxSideBySideBytes: [1024, workbookOf({ a: SIDE_BY_SIDE })],
  maxTextChars: [20, documentOf(`<w:p><w:r><w:t>Client: ${SAID}</w:t></w:r></w:p>`)],
  maxMarkupChars: [1024, XML.replace('<talk>', `<talk><!--${'x'.repeat(900_000)}-->`)],
  maxTagChars: [1024, `${PAGE}<p title="${'x'.repeat(900_000)}">`],
  maxElementDepth: [8, XML.replace('Why?', '<a>'.repeat(9) + '</a>'.repeat(9))],
  maxPageDepth: [8, PAGE + '<div>'.repeat(9)],
  maxGroupDepth: [8, `{\\rtf1 ${'{'.repeat(9)}Client: ${SAID}${'}'.repeat(9)}}`],
  maxKinds: [1, XML],
  maxChapterBytes: [20, fixture('epub/ebooklib.epub')],
  maxSubtitleBytes: [20, fixture('ass/pysubs2.ass')],
  maxTierChars: [20, fixture('tiers/pympi.eaf')],
  maxPdfBytes: [20, fixture('pdf/fpdf2.pdf')],
  maxPdfPages: [1, writePdf(Array.from({ length: 60 }, () => `Client: ${SAID}`))],
  maxPdfStreamBytes: [20, fixture('pdf/fpdf2.pdf')],
  maxFooterBytes: [20, fixture('parquet/pandas.parquet')],
  maxFields: [2, fixture('parquet/pandas.parquet')],
  maxLevels: [2, fixture('parquet/pyarrow-lists.parquet')],
  maxChunkBytes: [20, fixture('parquet/pandas.parquet')],
  maxGroupBytes: [200, fixture('parquet/pandas.parquet')],
  maxGroupUnpackedBytes: [20, fixture('parquet/pandas.parquet')],
  maxGroupValues: [2, fixture('parquet/pandas.parquet')],
  maxPages: [1, fixture('parquet/pandas.parquet')],
  maxPageValues: [2, fixture('parquet/pandas.parquet')],
  maxWork: [1, parquetOf(NULLS)],
  maxBatchBytes: [20, fixture('arrow/pyarrow.arrows')],
  maxBatchUnpackedBytes: [20, fixture('arrow/pyarrow-zstd.feather')],
  maxListElements: [
    1,
    tableToIPC(
      tableFromArrays({
        text: [
          [SAID, 'Why?'],
          [SAID, 'Why?', SAID],
        ],
      }),
      { format: 'file' },
    ) ?? '',
  ],
  maxDictionaryEntries: [1, fixture('arrow/pandas-categories.feather')],
  maxCellsChars: [20, fixture('parquet/pandas.parquet')],
}

/** What is said of a file: the details of its refusal or its problems, those of its members too. */
async function saidOf(content: string | Uint8Array, limits: object): Promise<string> {
  const storage = new MemoryStorage()
  const keeper = storage.keeper()
  const source = memorySource(typeof content === 'string' ? bytesOf(content) : content)
  const refusedAs = (error: unknown) => {
    const { details, userMessage } = error as AppError
    return JSON.stringify([details, userMessage])
  }
  try {
    const options = { limits: { ...UNPACK_LIMITS, ...limits }, signal: never }
    const { parts } = await unpack(source, keeper, options)
    const said = parts.map(async (part) => {
      if ('error' in part) return refusedAs(part.error)
      const { from } = part
      const inspect = (text: typeof source) =>
        inspectFile(text, { file: 0, signal: never, limits, ...(from !== undefined && { from }) })
          .then(({ problems }) => JSON.stringify(problems))
          .catch(refusedAs)
      return part.kept ? keeper.with(part.kept, inspect) : inspect(source)
    })
    return (await Promise.all(said)).join('\n')
  } catch (error) {
    return refusedAs(error)
  }
}

describe('a limit', () => {
  it.each(Object.entries(BEYOND))('%s is an option, and who goes beyond it is told which', async (name, beyond) => {
    const [limit, content, also = {}] = beyond
    const variable = variableOf(name as UnpackLimit)
    const set = readUnpackLimits({ [variable]: String(limit) })
    expect(set).toEqual({ [name]: limit })
    expect(await saidOf(content, also)).not.toContain(variable)
    expect(await saidOf(content, { ...set, ...also })).toContain(variable)
  })

  it('has a default that is between its bounds', () => {
    expect(
      readUnpackLimits(
        Object.fromEntries(
          Object.entries(UNPACK_LIMITS).map(([name, value]) => [variableOf(name as UnpackLimit), String(value)]),
        ),
      ),
    ).toEqual(UNPACK_LIMITS)
  })

  it.each(Object.keys(UNPACK_OPTIONS))('%s is refused where it is no number within its bounds', (name) => {
    const variable = variableOf(name as UnpackLimit)
    for (const value of ['-1', 'many']) expect(() => readUnpackLimits({ [variable]: value })).toThrow(variable)
  })
})
