import { UnprocessableFileError } from '@techdeck/core'

const REASONS = {
  corrupt_document: ['The document is damaged.', 'Open it, save it again, and upload it once more.'],
  own_entities: [
    'The document declares entities of its own, which are not expanded here.',
    'Write it again with them expanded (xmllint --noent), without its document type.',
  ],
  too_many_kinds: ['The document has too many kinds of elements.', 'Export what is said in it alone.'],
  too_large: ['A part of the document is too large to be held at once.', 'Export it in smaller parts.'],
} as const

/** Why a document of XML cannot be read, and what its owner can do. Says nothing of what stands in it. */
export function xmlRefused(reason: keyof typeof REASONS): UnprocessableFileError {
  const [what, todo] = REASONS[reason]
  return new UnprocessableFileError(what, { details: { reason }, userMessage: `${what} ${todo}` })
}
