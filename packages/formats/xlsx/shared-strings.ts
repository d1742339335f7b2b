import type { UnprocessableFileError } from '@techdeck/core'
import { type OfficePackage, readXml } from '../office/index.ts'
import { passed, refused } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { RichText } from './text.ts'

const BLOCK = 1024 * 1024

/** The strings that cells refer to, held as bytes, which take less than text does. */
export class SharedStrings {
  readonly #blocks: Buffer[] = []
  #used = BLOCK
  /** Of each string its block, where it begins in that, and how long it is. */
  #places = new Uint32Array(3 * 1024)
  #count = 0
  #bytes = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  add(text: string): void {
    const length = Buffer.byteLength(text)
    this.#bytes += length
    // They have to be at hand while any sheet is read.
    if (this.#bytes > this.#limits.maxSharedTextBytes) throw tooMuchText('maxSharedTextBytes', this.#limits)
    if (this.#count >= this.#limits.maxSharedTexts) throw tooMuchText('maxSharedTexts', this.#limits)
    let block = this.#blocks.at(-1)
    if (!block || this.#used + length > block.length) {
      block = Buffer.allocUnsafeSlow(Math.max(BLOCK, length))
      this.#blocks.push(block)
      this.#used = 0
    }
    if (this.#count * 3 === this.#places.length) {
      const places = new Uint32Array(this.#places.length * 2)
      places.set(this.#places)
      this.#places = places
    }
    this.#places.set([this.#blocks.length - 1, this.#used, length], this.#count++ * 3)
    this.#used += block.write(text, this.#used)
  }

  /** `null` when there is no such string. */
  at(index: number): string | null {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) return null
    const [block, start, length] = this.#places.subarray(index * 3, index * 3 + 3)
    return this.#blocks[block].toString('utf8', start, start + length)
  }
}

/** @throws UnprocessableFileError when the text is more than can be held */
export async function readSharedStrings(file: OfficePackage, path: string | undefined): Promise<SharedStrings> {
  const strings = new SharedStrings(file.limits)
  if (path === undefined || !file.has(path)) return strings
  const { limits } = file
  if (file.sizeOf(path) > limits.maxSharedTextBytes * 4) throw tooMuchText('maxSharedTextBytes', limits)
  const rich = new RichText()
  const reading = readXml(file.part(path), limits, {
    open: (name) => rich.open(name),
    text: (text) => rich.add(text),
    close(name) {
      rich.close(name)
      if (name === 'si') strings.add(rich.take())
    },
  })
  for await (const _ of reading)
    if (rich.text.length > limits.maxSharedTextBytes) throw tooMuchText('maxSharedTextBytes', limits)
  return strings
}

const tooMuchText = (name: 'maxSharedTextBytes' | 'maxSharedTexts', limits: UnpackLimits): UnprocessableFileError =>
  refused(
    'too_much_shared_text',
    [
      'The sheets of the workbook share more text than can be held in memory.',
      'Save its sheets as CSV, and upload those.',
    ],
    passed(name, limits),
  )
