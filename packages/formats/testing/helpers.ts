import { collect, collectBytes, UNPACK_LIMITS } from '@techdeck/core'
import { firstMark, inspectFile, memorySource, readFile } from '../index.ts'
import type { InspectOptions } from '../index.ts'
import type { BadRow, Format, Inspection, Mark, Reading, ReadItem, SourceRow, UnpackLimits } from '../types.ts'

export const never = new AbortController().signal
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const sourceOf = (content: string | Uint8Array, chunk?: number) =>
  memorySource(typeof content === 'string' ? bytesOf(content) : content, chunk)

export const inspect = (content: string | Uint8Array, options: Partial<InspectOptions> = {}): Promise<Inspection> =>
  inspectFile(sourceOf(content), { file: 0, signal: never, ...options })

export const LIMITS: UnpackLimits = {
  ...UNPACK_LIMITS,
  maxRatio: 100,
  floor: 64 * 1024 * 1024,
  maxBytes: 1024 ** 3,
  maxMembers: 10_000,
  maxDepth: 3,
}

/** Marks after so many conversations. */
export const cutEvery = (conversations: number): Pick<InspectOptions, 'shardLimits'> => ({
  shardLimits: () => ({ bytes: Infinity, conversations }),
})

/** The texts that a reader of this format sees of a file: the file itself, or what its conversion makes of it. */
export async function textsOf({ conversion }: Format, content: string | Uint8Array): Promise<Uint8Array[]> {
  const source = sourceOf(content)
  if (!conversion) return [await collectBytes(source.read())]
  const texts: Uint8Array[] = []
  for await (const member of conversion.convert(source, LIMITS, never)) texts.push(await collectBytes(member.content))
  return texts
}

/** All items of a file, or of a range of it. */
export function readAll(
  content: string | Uint8Array,
  reading: Reading,
  { start = firstMark(reading), end = Infinity, chunk }: { start?: Mark; end?: number; chunk?: number } = {},
): Promise<ReadItem[]> {
  return collect(readFile(sourceOf(content, chunk), reading, { file: 0, start, end }, never))
}

/** Inspects and reads: what a stage would see. */
export async function ingest(content: string | Uint8Array, options: Partial<InspectOptions> = {}) {
  const inspection = await inspect(content, options)
  const items = await readAll(content, inspection.reading)
  const rows: SourceRow[] = items.flatMap(({ row }) => row ?? [])
  const bad: BadRow[] = items.flatMap((item) => item.bad ?? [])
  return { inspection, items, rows, bad, turns: rows.flatMap(({ turns }) => turns) }
}

/** Items as the ranges between consecutive marks give them. */
export async function readByMarks(
  content: string | Uint8Array,
  { reading, marks }: Inspection,
  chunk?: number,
): Promise<ReadItem[]> {
  const parts: ReadItem[] = []
  for (const [index, start] of marks.entries()) {
    const end = marks[index + 1]?.byteOffset ?? Infinity
    parts.push(...(await readAll(content, reading, { start, end, ...(chunk !== undefined && { chunk }) })))
  }
  return parts
}

export const utf16 = (text: string, order: 'le' | 'be', bom = true): Uint8Array => {
  const bytes = Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}
