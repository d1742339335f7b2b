import type { UnprocessableFileError } from '@techdeck/core'
import { type Passed, refused } from '../refused.ts'

const REASONS = {
  corrupt_document: ['The document is damaged.', 'Open it, save it again, and upload it once more.'],
  own_entities: [
    'The document declares entities of its own, which are not expanded here.',
    'Write it again with them expanded (xmllint --noent), without its document type.',
  ],
  too_many_kinds: ['The document has too many kinds of elements.', 'Export what is said in it alone.'],
  nested_too_deep: ['Elements of the document are nested too deep.', 'Export what is said in it alone.'],
  too_large: ['A part of the document is too large to be held at once.', 'Export it in smaller parts.'],
} as const

/** Why a document of XML cannot be read, and what its owner can do. Says nothing of what stands in it. */
export const xmlRefused = (reason: keyof typeof REASONS, limit?: Passed): UnprocessableFileError =>
  refused(reason, REASONS[reason], limit)
