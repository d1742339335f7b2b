import { UnprocessableFileError, variableOf } from '@techdeck/core'
import { limitSentence } from '../refused.ts'

export interface DecompressOptions {
  /** Most bytes that one compressed byte may become, once `floor` is passed. Default 100. */
  maxRatio?: number
  /** Bytes that may come out whatever the ratio. Default 10 MiB. */
  floor?: number
  /** Most bytes that may come out at all. Default 64 GiB. */
  maxBytes?: number
  signal?: AbortSignal
}

/** More comes out of a packed file than the limits let it. */
export class ExpansionError extends UnprocessableFileError {
  /** The limit that was passed, and what it is. */
  constructor(name: 'maxBytes' | 'maxRatio', value: number) {
    const limit = { option: variableOf(name), limit: value }
    const beyond = name === 'maxRatio' ? ` It holds beyond ${variableOf('floor')}.` : ''
    super('The compressed file expands beyond the limit.', {
      details: { reason: 'expansion_limit', ...limit },
      userMessage: `The compressed file expands beyond the limit. Decompress it and upload it in parts. ${limitSentence(limit)}${beyond}`,
    })
  }
}
