import { bytesBetween, columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { FlatTable } from './flat-table.ts'
import { checked } from './messages.ts'
import { checkFooter } from './sound.ts'

const MAGIC = Buffer.from('ARROW1')
/** The mark at the beginning of a file, with what fills up to eight bytes. */
const HEAD_BYTES = 8
/** Length of the footer, and the mark again. */
const TAIL_BYTES = 10
const BLOCK_BYTES = 24
const DICTIONARIES = 2
const BATCHES = 3

export const isArrowFile = (head: Uint8Array): boolean => MAGIC.equals(head.subarray(0, MAGIC.length))

/**
 * The batches of a file, one at a time, each as a file of its own with the dictionaries that it needs: the footer of the
 * whole, in which all other batches are crossed out. First comes one without any batch.
 *
 * What stands before the first block is not looked at, since not all programs write the same there.
 */
export async function* batchesOfFile(source: ByteSource, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  const footer = await footerOf(source, limits)
  const [dictionaries, batches] = [DICTIONARIES, BATCHES].map((field) => blocksOf(footer, field, limits))
  if (dictionaries.reduce((sum, { metadata, body }) => sum + metadata + body, 0) > limits.maxBatchBytes)
    throw columnsRefused('too_large', passed('maxBatchBytes', limits))
  yield fileOf(footer, [], [])
  const parts = await Promise.all(dictionaries.map((block) => bytesOf(source, block, limits)))
  for (const block of batches) yield fileOf(footer, parts, [await bytesOf(source, block, limits)])
}

/** A message in a file; `metadata` is the length of what stands before its body. */
interface Block {
  offset: number
  metadata: number
  body: number
}

async function footerOf(source: ByteSource, limits: UnpackLimits): Promise<Uint8Array> {
  if (source.size < HEAD_BYTES + TAIL_BYTES) throw columnsRefused('damaged')
  const tail = Buffer.from(await bytesBetween(source, source.size - TAIL_BYTES, source.size))
  const end = source.size - TAIL_BYTES
  const length = tail.readUInt32LE(0)
  if (!isArrowFile(tail.subarray(4)) || length > end - HEAD_BYTES) throw columnsRefused('damaged')
  if (length > limits.maxFooterBytes) throw columnsRefused('too_large', passed('maxFooterBytes', limits))
  return bytesBetween(source, end - length, end)
}

function blocksOf(footer: Uint8Array, field: number, limits: UnpackLimits): Block[] {
  try {
    const table = FlatTable.of(footer)
    checkFooter(table, limits)
    const { at, count } = table.vector(field, BLOCK_BYTES)
    return Array.from({ length: count }, (_, index) => {
      const block = at + index * BLOCK_BYTES
      const [offset, body] = [0, 16].map((place) => Number(table.view.getBigInt64(block + place, true)))
      return { offset, metadata: table.view.getInt32(block + 8, true), body }
    })
  } catch (error) {
    throw error instanceof RangeError ? columnsRefused('damaged') : error
  }
}

async function bytesOf(
  source: ByteSource,
  { offset, metadata, body }: Block,
  limits: UnpackLimits,
): Promise<Uint8Array & { metadata: number }> {
  if (metadata < 8 || body < 0) throw columnsRefused('damaged')
  if (metadata + body > limits.maxBatchBytes) throw columnsRefused('too_large', passed('maxBatchBytes', limits))
  const bytes = await bytesBetween(source, offset, offset + metadata + body)
  const marked = bytes[0] === 0xff && bytes[1] === 0xff && bytes[2] === 0xff && bytes[3] === 0xff
  checked(bytes.subarray(marked ? 8 : 4, metadata), limits)
  return Object.assign(bytes, { metadata })
}

type Part = Uint8Array & { metadata: number }

function fileOf(whole: Uint8Array, dictionaries: readonly Part[], batches: readonly Part[]): Uint8Array {
  const footer = Buffer.from(whole)
  const parts = [...dictionaries, ...batches]
  let offset = HEAD_BYTES
  const places = parts.map((part) => {
    const place = { offset, metadata: part.metadata, body: part.length - part.metadata }
    offset += part.length
    return place
  })
  putBlocks(footer, DICTIONARIES, places.slice(0, dictionaries.length))
  putBlocks(footer, BATCHES, places.slice(dictionaries.length))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([MAGIC, Buffer.alloc(HEAD_BYTES - MAGIC.length), ...parts, footer, length, MAGIC])
}

function putBlocks(footer: Buffer, field: number, blocks: readonly Block[]): void {
  const { at } = FlatTable.of(footer).vector(field, BLOCK_BYTES)
  if (at === 0) return
  footer.writeUInt32LE(blocks.length, at - 4)
  for (const [index, { offset, metadata, body }] of blocks.entries()) {
    const block = at + index * BLOCK_BYTES
    footer.writeBigInt64LE(BigInt(offset), block)
    footer.writeInt32LE(metadata, block + 8)
    footer.writeBigInt64LE(BigInt(body), block + 16)
  }
}
