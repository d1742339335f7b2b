import type { Batch, DataType, Field as ArrowField, Schema } from '@uwdata/flechette'
import type { Column, GroupColumn } from '../column-stores/columns.ts'
import { FIELDS, type Field, type Type } from '../column-stores/fields.ts'
import { groupsOf } from '../column-stores/rows.ts'
import { canonical } from '../jsonl/write.ts'
import { named, type Parts, type Writer } from '../writer.ts'

type Arrow = typeof import('@uwdata/flechette')

/** Conversations in columns, as an Arrow IPC file (Feather 2), a record batch for each thousand or four megabytes. */
export const write: Writer = { part: canonical, path: named('conversations', 'arrow'), join: arrowOf }

const MAGIC = 'ARROW1\0\0'
/** What ends a stream: a message of length 0. */
const END_BYTES = 8

/**
 * An IPC file, batch by batch: no more than one is held. The library writes whole files, or streams of whole tables; so
 * each batch is the stream of a table of its own, without the schema before it and the end behind it.
 */
async function* arrowOf(parts: Parts): AsyncGenerator<Uint8Array> {
  const [arrow, { footerOf }] = await Promise.all([import('@uwdata/flechette'), import('./footer.ts')])
  const schema: Schema = {
    version: arrow.Version.V5,
    endianness: arrow.Endianness.Little,
    fields: FIELDS.map((field) => fieldOf(arrow, field)),
    metadata: null,
  }
  const streamOf = (batches: Batch<unknown>[]): Uint8Array => {
    const columns = schema.fields.map(({ type }, at) => new arrow.Column(batches.slice(at, at + 1), type))
    return arrow.tableToIPC(new arrow.Table(schema, columns), { format: 'stream' }) ?? new Uint8Array()
  }
  const empty = streamOf([])
  const beginning = Buffer.concat([Buffer.from(MAGIC), empty.subarray(0, -END_BYTES)])
  yield beginning
  let offset = beginning.length
  const blocks = []
  for await (const rows of groupsOf(parts)) {
    const stream = streamOf(schema.fields.map(({ type }, at) => batchOf(arrow, rows.children[at], type)))
    const message = Buffer.from(stream.buffer, empty.length - END_BYTES, stream.length - empty.length)
    const metadataLength = END_BYTES + message.readInt32LE(4)
    blocks.push({ offset, metadataLength, bodyLength: message.length - metadataLength })
    offset += message.length
    yield message
  }
  yield empty.subarray(-END_BYTES)
  yield footerOf(schema, blocks)
}

function batchOf(arrow: Arrow, column: Column | GroupColumn, type: DataType): Batch<unknown> {
  const { length, nulls: nullCount } = column
  const Made = arrow.batchType(type) as typeof Batch<unknown>
  if (column.kind === 'group') {
    const children = column.children.map((child, at) => batchOf(arrow, child, childOf(type, at)))
    return new Made({ length, nullCount, type, validity: NO_NULLS, children })
  }
  const validity = nullCount === 0 ? NO_NULLS : bitsOf(column.valid, length)
  if (column.kind === 'integer' || column.kind === 'number')
    return new Made({ length, nullCount, type, validity, values: column.values })
  const offsets = column.offsets.subarray(0, length + 1)
  if (column.kind === 'list')
    return new Made({
      length,
      nullCount,
      type,
      validity,
      offsets,
      children: [batchOf(arrow, column.child, childOf(type, 0))],
    })
  return new Made({ length, nullCount, type, validity, offsets, values: column.bytes.subarray(0, offsets[length]) })
}

const NO_NULLS = new Uint8Array(0)

const childOf = (type: DataType, at: number): DataType => (type as { children: ArrowField[] }).children[at].type

/** A bit for each byte, the first one lowest. */
function bitsOf(flags: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3)
  for (let at = 0; at < length; at++) bits[at >> 3] |= flags[at] << (at & 7)
  return bits
}

const fieldOf = (arrow: Arrow, { name, type, optional = false }: Field): ArrowField =>
  arrow.field(name, typeOf(arrow, type), optional)

function typeOf(arrow: Arrow, type: Type): DataType {
  if (type === 'text' || type === 'json') return arrow.utf8()
  if (type === 'integer') return arrow.int64()
  if (type === 'number') return arrow.float64()
  if ('list' in type) return arrow.list(arrow.field('item', typeOf(arrow, type.list), false))
  return arrow.struct(type.members.map((field) => fieldOf(arrow, field)))
}
