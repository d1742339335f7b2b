import { readXml } from '../office/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from '../xml/errors.ts'

const COLUMNS = 16_384
/** How the list of merged areas begins, with or without a prefix; `<` cannot stand in a text. */
const BEGINNINGS = ['<mergeCells', ':mergeCells']

/** Where one value stands for several rows: the last row of the area, by the place of its first cell. */
export class Merges {
  readonly #last = new Map<number, number>()
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  /** @throws UnprocessableFileError when there are more of them than can be kept in mind */
  add(reference: string): void {
    const [, left = '', top, , bottom] = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/.exec(reference) ?? []
    if (!(Number(bottom) > Number(top))) return
    if (this.#last.size >= this.#limits.maxMerges) throw xmlRefused('too_large', passed('maxMerges', this.#limits))
    this.#last.set(placeOf(Number(top), columnOf(left)), Number(bottom))
  }

  /** The last row that the value of a cell stands for. */
  lastRowOf(row: number, column: number): number {
    return this.#last.get(placeOf(row, column)) ?? row
  }
}

const placeOf = (row: number, column: number): number => row * COLUMNS + column

/** `AB12` is column 27, counted from 0. */
export function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) & ~32
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  return column - 1
}

/** The merged areas of a sheet, which are written behind its rows: so these are only skimmed. */
export async function readMerges(part: AsyncIterable<Uint8Array>, limits: UnpackLimits): Promise<Merges> {
  const merges = new Merges(limits)
  const open = (name: string, { ref = '' }: { [name: string]: string }) => {
    if (name === 'mergeCell') merges.add(ref)
  }
  for await (const _ of readXml(afterRows(part), limits, { open })) continue
  return merges
}

async function* afterRows(part: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let before = Buffer.alloc(0)
  let found = false
  for await (const chunk of part) {
    if (found) {
      yield chunk
      continue
    }
    const seen = Buffer.concat([before, chunk])
    const at = BEGINNINGS.map((beginning) => seen.indexOf(beginning)).find((place) => place !== -1)
    if (at === undefined) {
      before = seen.subarray(-16)
      continue
    }
    found = true
    yield Buffer.from('<')
    yield seen.subarray(at + 1)
  }
}
