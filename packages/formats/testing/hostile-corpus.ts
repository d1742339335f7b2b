import { crc32, createDeflateRaw, gzipSync, zstdCompressSync } from 'node:zlib'
import { bytesOf } from './helpers.ts'
import { endlessNumber, exceptionalNumbers, parquetOf, run } from './parquet.ts'
import { documentOf, spreadsheetOf, workbookOf, zipOf } from './zip.ts'
import type { ByteSource } from '../types.ts'

const MB = 1024 * 1024
const CSV = 'session,speaker,text\n1,Therapist,How are you?\n1,Client,I am well today.\n'
const JSON_LINE =
  '{"messages":[{"role":"user","content":"I am tired."},{"role":"assistant","content":"Since when?"}]}\n'

/** A file that means harm, or went wrong: what becomes of it, as a reason, or as what the parts of it come to. */
export interface Hostile {
  name: string
  /** Its bytes, or what stands for them where nobody should write so many. */
  make:
    | { bytes: () => Uint8Array | Promise<Uint8Array>; endless?: never }
    | { endless: () => ByteSource; bytes?: never }
  outcome: readonly string[]
}

/** A source of one pattern again and again, which nobody holds. */
function repeated(before: string, pattern: string, size: number, after = ''): ByteSource {
  const block = Buffer.from(pattern.repeat(Math.ceil(65_536 / pattern.length)))
  const [first, last] = [Buffer.from(before), Buffer.from(after)]
  const end = first.length + size
  return {
    size: end + last.length,
    async *read(start = 0, stop = end + last.length) {
      const until = Math.min(stop, end + last.length)
      for (let at = start; at < until;) {
        const piece =
          at < first.length
            ? first.subarray(at)
            : at < end
              ? block.subarray((at - first.length) % pattern.length).subarray(0, end - at)
              : last.subarray(at - end)
        const chunk = piece.subarray(0, until - at)
        at += chunk.length
        yield chunk
      }
    },
  }
}

/** Zeros, deflated, without their ever being held. */
async function deflatedZeros(size: number): Promise<{ packed: Buffer; checksum: number }> {
  const deflate = createDeflateRaw({ level: 1 })
  const zeros = Buffer.alloc(MB)
  let checksum = 0
  const feed = async () => {
    for (let left = size; left > 0; left -= MB) {
      checksum = crc32(zeros, checksum)
      if (!deflate.write(zeros)) await new Promise((resume) => deflate.once('drain', resume))
    }
    deflate.end()
  }
  const done = feed()
  const parts: Buffer[] = []
  for await (const part of deflate as AsyncIterable<Buffer>) parts.push(part)
  await done
  return { packed: Buffer.concat(parts), checksum }
}

async function gzipBomb(): Promise<Buffer> {
  const size = 512 * MB
  const { packed, checksum } = await deflatedZeros(size)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(checksum, 0)
  tail.writeUInt32LE(size, 4)
  return Buffer.concat([gzipSync('').subarray(0, 10), packed, tail])
}

/** A zip whose directory says that there are so many files. */
function crowdedZip(count: number): Buffer {
  const one = zipOf({ 'a.csv': CSV })
  const directory = one.subarray(one.indexOf('PK\u0001\u0002'), one.indexOf('PK\u0005\u0006'))
  const local = one.subarray(0, one.indexOf('PK\u0001\u0002'))
  const listed = Buffer.concat(Array.from({ length: count }, () => directory))
  const end = Buffer.from(one.subarray(one.indexOf('PK\u0005\u0006')))
  end.writeUInt16LE(Math.min(count, 0xffff), 8)
  end.writeUInt16LE(Math.min(count, 0xffff), 10)
  end.writeUInt32LE(listed.length, 12)
  return Buffer.concat([local, listed, end])
}

/** All entries are the same bytes of the file, so that little of it says much. */
function overlappingZip(count: number): Buffer {
  const one = zipOf({ 'a.csv': Buffer.alloc(8 * MB) })
  const [at, to] = [one.indexOf('PK\u0001\u0002'), one.indexOf('PK\u0005\u0006')]
  const directory = one.subarray(at, to)
  const end = Buffer.from(one.subarray(to))
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directory.length * count, 12)
  return Buffer.concat([one.subarray(0, at), ...Array.from({ length: count }, () => directory), end])
}

function nestedZip(depth: number): Buffer {
  let inner = zipOf({ 'a.csv': CSV })
  for (let level = 0; level < depth; level++) inner = zipOf({ 'inner.zip': inner })
  return zipOf({ 'deep.zip': inner, 'good.csv': CSV })
}

/** A tar header that speaks of a size that is not there. */
function tarOf(size: number, content: string): Buffer {
  const header = Buffer.alloc(512)
  header.write('a.csv', 0)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        0ustar\u000000', 148)
  let sum = 0
  for (const byte of header) sum += byte
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, Buffer.from(content)])
}

const inline = (text: string) => `<row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row>`

/** See `hostile.test.ts`: each ends in a refusal or in bad rows, within the memory of its process. */
export const HOSTILE: readonly Hostile[] = [
  { name: 'a gzip bomb of 512 MiB', make: { bytes: gzipBomb }, outcome: ['expansion_limit'] },
  {
    name: 'a zstd bomb of 256 MiB',
    make: { bytes: () => zstdCompressSync(Buffer.alloc(256 * MB)) },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a bomb in a bomb',
    make: { bytes: () => gzipSync(gzipSync(Buffer.alloc(64 * MB))) },
    outcome: ['expansion_limit'],
  },
  { name: 'a zip of overlapping files', make: { bytes: () => overlappingZip(5000) }, outcome: ['expansion_limit'] },
  { name: 'a zip with 1,000,000 entries', make: { bytes: () => crowdedZip(1_000_000) }, outcome: ['too_many_members'] },
  { name: 'archives nested ten deep', make: { bytes: () => nestedZip(10) }, outcome: ['too_deep', 'csv 2'] },
  {
    name: 'a zip that was cut',
    make: { bytes: () => zipOf({ 'a.csv': CSV }).subarray(0, -30) },
    outcome: ['truncated_zip'],
  },
  { name: 'a tar that ends early', make: { bytes: () => tarOf(9999, CSV) }, outcome: ['truncated_tar'] },
  {
    name: 'a tar of 8 GiB that is not there',
    make: { bytes: () => tarOf(0o77777777777, CSV) },
    outcome: ['truncated_tar'],
  },
  {
    name: 'paths out of the archive',
    make: { bytes: () => zipOf({ '../a.csv': CSV, '/a.csv': CSV, 'a\\..\\..\\b.csv': CSV, 'good.csv': CSV }) },
    outcome: ['unsafe_path', 'unsafe_path', 'unsafe_path', 'csv 2'],
  },
  {
    name: 'a shared string of 200 MB',
    make: {
      bytes: () =>
        workbookOf(
          { a: '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' },
          { strings: `<si><t>${'x'.repeat(200 * MB)}</t></si>` },
        ),
    },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a sheet of tags without an end',
    make: { bytes: () => workbookOf({ a: `<row r="1" x="${'y'.repeat(40 * MB)}` }) },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a sheet nested a million deep',
    make: { bytes: () => workbookOf({ a: '<a>'.repeat(1_000_000) }) },
    outcome: ['nested_too_deep'],
  },
  {
    name: 'entities that would grow',
    make: {
      bytes: () =>
        workbookOf({
          a: `<!DOCTYPE x [<!ENTITY a "${'lol'.repeat(100)}"><!ENTITY b "&a;&a;&a;">]>${inline('&b;'.repeat(1000))}`,
        }),
    },
    outcome: ['own_entities'],
  },
  {
    name: 'a row that is repeated a million times',
    make: {
      bytes: () =>
        spreadsheetOf(
          `<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>${'x'.repeat(100)}</text:p></table:table-cell></table:table-row></table:table>`,
        ),
    },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a document of one paragraph of 100 MB',
    make: { bytes: () => documentOf(`<w:p><w:r><w:t>${'x'.repeat(100 * MB)}</w:t></w:r></w:p>`) },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a line of 1 GiB',
    make: { endless: () => repeated(JSON_LINE + '{"messages":"', 'x', 1024 * MB, `"}\n${JSON_LINE}`) },
    outcome: ['jsonl 4, 1 line_too_long'],
  },
  {
    name: 'JSON a million deep',
    make: { bytes: () => bytesOf(`${JSON_LINE}${'['.repeat(1_000_000)}\n${JSON_LINE}`) },
    outcome: ['jsonl 4, 1 too_deep'],
  },
  {
    name: 'a quote that never ends',
    make: { endless: () => repeated(`${CSV}1,Client,"`, 'and so on ', 64 * MB) },
    outcome: ['csv 2, 1 line_too_long'],
  },
  {
    name: 'a hundred thousand columns',
    make: { bytes: () => bytesOf(`${CSV}1,Client,Hello.${','.repeat(100_000)}x\n`) },
    outcome: ['csv 2, 1 wrong_column_count'],
  },
  {
    name: 'formulas, lone surrogates and NUL in cells',
    make: {
      bytes: () => bytesOf(`${CSV}1,Client,=HYPERLINK("x")\n1,Client,\u0000a\n${JSON.stringify('\ud800')},Client,b\n`),
    },
    outcome: ['csv 5'],
  },
  {
    name: 'a number of a column that never ends',
    make: {
      bytes: () =>
        parquetOf({
          elements: [{ name: 'text', type: 'INT64', repetition_type: 'REQUIRED' }],
          encoding: 'DELTA_BINARY_PACKED',
          rows: 1000,
          values: endlessNumber(8 * MB),
        }),
    },
    outcome: ['damaged'],
  },
  {
    name: 'numbers of a column that are set again and again',
    make: {
      bytes: () =>
        parquetOf({
          elements: [{ name: 'text', type: 'DOUBLE', repetition_type: 'REQUIRED' }],
          encoding: 'ALP',
          rows: 2_000_000,
          values: exceptionalNumbers(2_000_000),
        }),
    },
    outcome: ['damaged'],
  },
  {
    name: 'a column of 2 billion nulls in a few bytes',
    make: {
      bytes: () =>
        parquetOf(
          {
            elements: [{ name: 'text', type: 'INT64', repetition_type: 'OPTIONAL' }],
            encoding: 'PLAIN',
            rows: 4_000_000,
            nulls: 4_000_000,
            definition: run(0, 4_000_000),
            values: new Uint8Array(0),
          },
          500,
        ),
    },
    outcome: ['expansion_limit'],
  },
  {
    name: 'a column within a thousand groups',
    make: {
      bytes: () =>
        parquetOf({
          elements: [
            ...Array.from({ length: 1000 }, (_, at) => ({
              name: `g${at}`,
              num_children: 1,
              repetition_type: 'REQUIRED' as const,
            })),
            { name: 'text', type: 'INT64', repetition_type: 'OPTIONAL' },
          ],
          encoding: 'PLAIN',
          rows: 4_000_000,
          nulls: 4_000_000,
          definition: run(0, 4_000_000),
          values: new Uint8Array(0),
        }),
    },
    outcome: ['too_large'],
  },
]
