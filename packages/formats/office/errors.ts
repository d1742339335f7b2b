import { UnprocessableFileError } from '@techdeck/core'

export const damagedDocument = (): UnprocessableFileError =>
  new UnprocessableFileError('The document is damaged.', {
    details: { reason: 'corrupt_document' },
    userMessage: 'The document is damaged. Open it, save it again, and upload it once more.',
  })
