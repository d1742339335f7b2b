import type { PassportSource } from '@techdeck/contracts'
import type { RawConversation, Stage } from '@techdeck/stages'

/** Section beside the conversations that a stage made of source rows: where each comes from, in the same order. */
export const SOURCES = 'sources'

/** Whether a stage makes the conversations that all later ones speak of. */
export const makesConversations = ({ contract }: Pick<Stage, 'contract'>): boolean => contract.conversations === null

type Packed = [id: string, file: number, byteOffset: number, line: number, row: number, rows: number]

export interface SourceEntry {
  id: string
  source: PassportSource & { byte_offset: number; line: number; row: number }
}

export const packSource = ({ id, position: { file, byteOffset, line, row }, rows = 1 }: RawConversation): Packed => [
  id,
  file,
  byteOffset,
  line,
  row,
  rows,
]

export function unpackSource(item: unknown): SourceEntry {
  const [id, file, byteOffset, line, row, rows] = item as Packed
  return { id, source: { file, line, row, byte_offset: byteOffset, rows } }
}
