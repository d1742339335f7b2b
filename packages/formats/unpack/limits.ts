import { UnprocessableFileError } from '@techdeck/core'
import { ExpansionError } from '../compression/limits.ts'
import type { UnpackLimits } from '../types.ts'

export const UNPACK_LIMITS: Readonly<UnpackLimits> = {
  maxRatio: 100,
  floor: 10 * 1024 * 1024,
  maxBytes: 64 * 1024 ** 3,
  maxMembers: 10_000,
  maxDepth: 5,
}

/** More came out of one upload than it may: nothing of it is used, whichever of its members it was. */
export class UploadLimitError extends UnprocessableFileError {}

/** What may still come out of one upload. */
export class Budget {
  readonly #limits: UnpackLimits
  #bytes: number
  #members: number

  constructor(limits: UnpackLimits, uploaded: number) {
    this.#limits = limits
    this.#bytes = Math.min(limits.maxBytes, Math.max(limits.floor, uploaded * limits.maxRatio))
    this.#members = limits.maxMembers
  }

  /** Passes bytes on, at most one chunk beyond what is left. @throws UploadLimitError */
  async *bytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytes -= chunk.length
      if (this.#bytes < 0) {
        const { message, userMessage } = new ExpansionError()
        throw new UploadLimitError(message, { details: { reason: 'expansion_limit' }, userMessage })
      }
      yield chunk
    }
  }

  /** @throws UploadLimitError */
  member(): void {
    if (this.#members-- <= 0) throw tooManyMembers(this.#limits)
  }
}

export const tooManyMembers = ({ maxMembers }: UnpackLimits): UploadLimitError =>
  new UploadLimitError(`The archive holds more than ${maxMembers} files.`, {
    details: { reason: 'too_many_members' },
    userMessage: `The archive holds more than ${maxMembers} files. Split it, or join the files into one of JSON lines.`,
  })
