import { setImmediate } from 'node:timers/promises'
import type { DataType, Field as ArrowField, RecordBatch, Schema } from 'apache-arrow'
import { FIELDS, columnOf, type Field, type Type } from '../column-stores/fields.ts'
import { groupsOf, type StoredRow } from '../column-stores/rows.ts'
import { canonical } from '../jsonl/write.ts'
import { named, type Parts, type Writer } from '../writer.ts'

type Arrow = typeof import('apache-arrow')

/** Conversations in columns, as an Arrow IPC file (Feather 2), a record batch for each thousand or four megabytes. */
export const write: Writer = { part: canonical, path: named('conversations', 'arrow'), join: arrowOf }

/** An IPC file, batch by batch: no more than one is held. */
async function* arrowOf(parts: Parts): AsyncGenerator<Uint8Array> {
  const arrow = await import('apache-arrow')
  const schema = new arrow.Schema(FIELDS.map((field) => fieldOf(arrow, field)))
  const writer = new arrow.RecordBatchFileWriter()
  writer.reset(undefined, schema)
  const written = new Drain(writer[Symbol.asyncIterator]())
  for await (const rows of groupsOf(parts)) {
    writer.write(batchOf(arrow, schema, rows))
    yield* written.ready()
  }
  writer.finish()
  yield* written.ready()
}

/** What lies in a queue that does not say when it is empty. */
class Drain {
  readonly #queue: AsyncIterator<Uint8Array>
  #next: Promise<IteratorResult<Uint8Array>>

  constructor(queue: AsyncIterator<Uint8Array>) {
    this.#queue = queue
    this.#next = queue.next()
  }

  async *ready(): AsyncGenerator<Uint8Array> {
    for (;;) {
      // What lies there is given before the event loop turns.
      const next = await Promise.race([this.#next, setImmediate(undefined)])
      if (!next || next.done) return
      yield next.value
      this.#next = this.#queue.next()
    }
  }
}

function batchOf(arrow: Arrow, schema: Schema, rows: readonly StoredRow[]): RecordBatch {
  const children = FIELDS.map((field, at) => {
    const builder = arrow.makeBuilder({ type: schema.fields[at].type, nullValues: [null] })
    for (const value of columnOf(rows, field)) builder.append(value)
    return builder.finish().flush()
  })
  const type = new arrow.Struct(schema.fields)
  return new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows.length, nullCount: 0, children }))
}

const fieldOf = (arrow: Arrow, { name, type, optional = false }: Field): ArrowField =>
  new arrow.Field(name, typeOf(arrow, type), optional)

function typeOf(arrow: Arrow, type: Type): DataType {
  if (type === 'text') return new arrow.Utf8()
  if (type === 'integer') return new arrow.Int64()
  if (type === 'number') return new arrow.Float64()
  if ('list' in type) return new arrow.List(new arrow.Field('item', typeOf(arrow, type.list), false))
  return new arrow.Struct(type.members.map((field) => fieldOf(arrow, field)))
}
