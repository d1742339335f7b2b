import { zstdCompressSync } from 'node:zlib'
import type { Encoding } from 'hyparquet'
import { Encodings, PageTypes } from 'hyparquet/src/constants.js'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']

/** A column of one page, of which a file may say whatever it likes. */
export interface Page {
  /** The groups around the value, and the value. */
  elements: Schema
  encoding: Encoding
  rows: number
  nulls?: number
  definition?: Uint8Array
  values: Uint8Array
}

/** A Parquet file whose row groups are all the same page, which stands in it once. */
export function parquetOf({ elements, encoding, rows, nulls = 0, definition, values }: Page, groups = 1): Uint8Array {
  const writer = new ByteWriter()
  const file = new ParquetWriter({ writer, schema: [{ name: 'schema', num_children: 1 }, ...elements] })
  const levels = definition ?? new Uint8Array(0)
  const packed = zstdCompressSync(values)
  const start = writer.offset
  // The header of a data page of the second version, by the numbers of its fields.
  serializeTCompactProtocol(writer, {
    field_1: PageTypes.indexOf('DATA_PAGE_V2'),
    field_2: levels.length + values.length,
    field_3: levels.length + packed.length,
    field_8: {
      field_1: rows,
      field_2: nulls,
      field_3: rows,
      field_4: Encodings.indexOf(encoding),
      field_5: levels.length,
      field_6: 0,
    },
  })
  writer.appendBytes(levels)
  writer.appendBytes(packed)
  const size = BigInt(writer.offset - start)
  for (let group = 0; group < groups; group++) {
    file.num_rows += BigInt(rows)
    file.row_groups.push({
      num_rows: BigInt(rows),
      total_byte_size: size,
      columns: [
        {
          file_offset: BigInt(start),
          meta_data: {
            type: elements.at(-1)?.type ?? 'INT64',
            encodings: [],
            path_in_schema: elements.map(({ name }) => name),
            codec: 'ZSTD',
            num_values: BigInt(rows),
            total_compressed_size: size,
            total_uncompressed_size: size,
            data_page_offset: BigInt(start),
          },
        },
      ],
    })
  }
  void file.finish()
  return writer.getBytes().slice()
}

/** So many numbers in blocks of 128, where one of the numbers has no end. */
export const endlessNumber = (bytes: number): Uint8Array =>
  Buffer.concat([Buffer.of(0x80, 0x01, 4, 0x80, 0x01, 0), Buffer.alloc(bytes, 0xff), Buffer.of(0)])

/** Floating numbers in vectors of eight, each of which has the same exceptions, as many as can be. */
export function exceptionalNumbers(count: number): Uint8Array {
  const vectors = Math.ceil(count / 8)
  const header = Buffer.alloc(7)
  header[2] = 3
  header.writeInt32LE(count, 3)
  const places = Buffer.alloc(vectors * 4)
  for (let vector = 0; vector < vectors; vector++) places.writeUInt32LE(vectors * 4, vector * 4)
  const vector = Buffer.alloc(13)
  vector.writeUInt16LE(0xffff, 2)
  return Buffer.concat([header, places, vector, Buffer.alloc(0xffff * 10)])
}

/** A run of one value. */
export function run(value: number, count: number): Uint8Array {
  const writer = new ByteWriter()
  writer.appendVarInt(count << 1)
  writer.appendUint8(value)
  return writer.getBytes()
}
