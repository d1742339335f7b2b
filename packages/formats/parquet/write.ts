import type { ParquetWriter } from 'hyparquet-writer'
import { FIELDS, type Field } from '../column-stores/fields.ts'
import { groupsOf } from '../column-stores/rows.ts'
import { canonical } from '../jsonl/write.ts'
import { named, type Parts, type Writer } from '../writer.ts'

/** Conversations in columns, a row group for each thousand or four megabytes. */
export const write: Writer = { part: canonical, path: named('conversations', 'parquet'), join: parquetOf }

/** A Parquet file, row group by row group: no more than one is held. */
export async function* parquetOf(parts: Parts): AsyncGenerator<Uint8Array> {
  const [{ ByteWriter, ParquetWriter }, { writeRowGroup }] = await Promise.all([
    import('hyparquet-writer'),
    import('./row-group.ts'),
  ])
  const sink = new ByteWriter(64 * 1024)
  // The library's own name and version would change the bytes with each update.
  const file = new ParquetWriter({ writer: sink, schema: SCHEMA, createdBy: 'techdeck' })
  for await (const rows of groupsOf(parts)) {
    writeRowGroup(file, rows)
    yield take(sink)
  }
  await file.finish()
  yield take(sink)
}

/** What was written since the last time; positions in the file go on. */
function take(sink: { index: number; getBytes(): Uint8Array }): Uint8Array {
  const bytes = sink.getBytes().slice()
  sink.index = 0
  return bytes
}

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]

const SCHEMA: SchemaElement[] = [{ name: 'schema', num_children: FIELDS.length }, ...FIELDS.flatMap(elementsOf)]

function elementsOf({ name, type, optional }: Field): SchemaElement[] {
  const repetition_type = optional ? 'OPTIONAL' : 'REQUIRED'
  if (type === 'text' || type === 'json') return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }]
  if (type === 'integer') return [{ name, type: 'INT64', repetition_type }]
  if (type === 'number') return [{ name, type: 'DOUBLE', repetition_type }]
  if ('members' in type)
    return [{ name, repetition_type, num_children: type.members.length }, ...type.members.flatMap(elementsOf)]
  return [
    { name, repetition_type, num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...elementsOf({ name: 'element', type: type.list }),
  ]
}
