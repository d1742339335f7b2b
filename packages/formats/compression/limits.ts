import { UnprocessableFileError } from '@techdeck/core'

/** More comes out of a packed file than the limits let it. */
export class ExpansionError extends UnprocessableFileError {
  constructor() {
    super('The compressed file expands beyond the limit.', {
      details: { reason: 'expansion_limit' },
      userMessage: 'The compressed file expands beyond the limit. Decompress it and upload it in parts.',
    })
  }
}
