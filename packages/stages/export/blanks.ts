import type { ExportRecord } from '@techdeck/formats/writers'
import { hash } from 'node:crypto'
import type { ExportOptions } from './contract.ts'

// Which split a conversation is in is known when all are, and its parts are written before. They hold blanks, whose names
// follow from the data set's hash: no text of the data set can hold what depends on all of it.

const blank = (name: string, sha256: string): string =>
  `\uE000${hash('sha256', `${name}:${sha256}`).slice(0, 24)}\uE001`

/** Members of a record that are filled in later. */
export function blanksOf(sha256: string, { splits, weights }: ExportOptions): Pick<ExportRecord, 'split' | 'weight'> {
  return {
    ...(splits && { split: blank('split', sha256) }),
    // A number later; see `filler`.
    ...(weights && { weight: blank('weight', sha256) as unknown as number }),
  }
}

/** Fills in the blanks of one part. */
export function filler(
  sha256: string,
): (part: Uint8Array, split: string | undefined, weight: number | undefined) => Uint8Array {
  const splitBlank = blank('split', sha256)
  const weightBlank = blank('weight', sha256)
  return (part, split, weight) => {
    if (split === undefined && weight === undefined) return part
    let text = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString()
    if (split !== undefined) text = text.replaceAll(splitBlank, split)
    if (weight !== undefined)
      text = text.replaceAll(`"${weightBlank}"`, String(weight)).replaceAll(weightBlank, String(weight))
    return Buffer.from(text)
  }
}
