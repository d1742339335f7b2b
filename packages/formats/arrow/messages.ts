import { bytesBetween, columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { FlatTable } from './flat-table.ts'
import { checkMessage } from './sound.ts'

const CONTINUATION = 0xffffffff

/** A stream begins with a schema: the length of its metadata behind a mark, and a table of that kind in it. */
export function isArrowStream(head: Uint8Array): boolean {
  if (head.length < 16) return false
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const length = view.getUint32(4, true)
  if (view.getUint32(0, true) !== CONTINUATION || length < 16 || length % 8 !== 0) return false
  return messageIn(head.subarray(8))?.kind === 'schema'
}

/** The batches of a stream, one at a time and held whole, each with the schema and dictionaries that it needs; the schema alone first. */
export async function* batchesOfStream(source: ByteSource, limits: UnpackLimits): AsyncGenerator<Uint8Array[]> {
  let schema: Uint8Array | undefined
  let dictionaries: Uint8Array[] = []
  for (let at = 0; at + 8 <= source.size;) {
    const prefix = Buffer.from(await bytesBetween(source, at, at + 8))
    // Before version 0.15 there was no mark before the length.
    const marked = prefix.readUInt32LE(0) === CONTINUATION
    const length = prefix.readUInt32LE(marked ? 4 : 0)
    if (length === 0) break
    const metadataAt = at + (marked ? 8 : 4)
    if (length > limits.maxFooterBytes) throw columnsRefused('too_large', passed('maxFooterBytes', limits))
    const message = checked(await bytesBetween(source, metadataAt, metadataAt + length), limits)
    if (message.body > limits.maxBatchBytes) throw columnsRefused('too_large', passed('maxBatchBytes', limits))
    const end = metadataAt + length + message.body
    const bytes = await bytesBetween(source, at, end)
    at = end
    if (message.kind === 'schema' && !schema) yield [(schema = bytes)]
    else if (message.kind === 'dictionary') dictionaries = [...dictionaries, bytes]
    else if (message.kind === 'batch' && schema) yield [schema, ...dictionaries, bytes]
  }
  if (!schema) throw columnsRefused('damaged')
}

const KINDS = ['other', 'schema', 'dictionary', 'batch'] as const
const KIND = 1
const BODY_LENGTH = 3

/** Kind of a message and length of its body, by the two fields of its table that tell; `null` where it is no table. */
function messageIn(metadata: Uint8Array): { kind: (typeof KINDS)[number]; body: number; table: FlatTable } | null {
  try {
    const table = FlatTable.of(metadata)
    const [kind, body] = [table.at(KIND), table.at(BODY_LENGTH)]
    const length = body === 0 ? 0 : Number(table.view.getBigInt64(body, true))
    return kind === 0 || length < 0 ? null : { kind: KINDS[table.view.getUint8(kind)] ?? 'other', body: length, table }
  } catch {
    return null
  }
}

/** What lies in a message is where it should be. @throws UnprocessableFileError */
export function checked(metadata: Uint8Array, limits: UnpackLimits): NonNullable<ReturnType<typeof messageIn>> {
  const message = messageIn(metadata)
  if (!message) throw columnsRefused('damaged')
  try {
    checkMessage(message.table, limits)
  } catch (error) {
    throw error instanceof RangeError ? columnsRefused('damaged') : error
  }
  return message
}
