import { UnprocessableFileError } from '@techdeck/core'
import { limitSentence, passed } from '../refused.ts'
import { ExpansionError } from '../compression/limits.ts'
import type { UnpackLimits } from '../types.ts'

/** More came out of one upload than it may: nothing of it is used, whichever of its members it was. */
export class UploadLimitError extends UnprocessableFileError {}

/** What may still come out of one upload. */
export class Budget {
  readonly #limits: UnpackLimits
  /** Bytes that may come out at all. */
  readonly #most: number
  #bytes: number
  #members: number

  constructor(limits: UnpackLimits, uploaded: number) {
    this.#limits = limits
    this.#most = Math.min(limits.maxBytes, Math.max(limits.floor, uploaded * limits.maxRatio))
    this.#bytes = this.#most
    this.#members = limits.maxMembers
  }

  /** Passes bytes on, at most one chunk beyond what is left. @throws UploadLimitError */
  async *bytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytes -= chunk.length
      if (this.#bytes < 0) {
        const { maxBytes, maxRatio } = this.#limits
        const isWhole = this.#most === maxBytes
        const { message, userMessage, details } = isWhole
          ? new ExpansionError('maxBytes', maxBytes)
          : new ExpansionError('maxRatio', maxRatio)
        throw new UploadLimitError(message, { details, userMessage })
      }
      yield chunk
    }
  }

  /** @throws UploadLimitError */
  member(): void {
    if (this.#members-- <= 0) throw tooManyMembers(this.#limits)
  }
}

export const tooManyMembers = (
  limits: UnpackLimits,
  name: 'maxMembers' | 'maxParts' = 'maxMembers',
): UploadLimitError => {
  const { [name]: most } = limits
  const what = `The archive holds more than ${most} files.`
  const limit = passed(name, limits)
  return new UploadLimitError(what, {
    details: { reason: 'too_many_members', ...limit },
    userMessage: `${what} Split it, or join the files into one of JSON lines. ${limitSentence(limit)}`,
  })
}
