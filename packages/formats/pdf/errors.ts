import type { UnprocessableFileError } from '@techdeck/core'
import { type Passed, refused } from '../refused.ts'

const REASONS = {
  encrypted: ['The PDF needs a password.', 'Save it without a password, and upload that.'],
  no_text: [
    'The PDF holds pictures of pages and no text.',
    'Run text recognition (OCR) over it, and upload what that makes.',
  ],
  damaged_pdf: ['The PDF is damaged.', 'Open it in a viewer and save it again, or export its text.'],
  pdf_too_large: ['The PDF is too large to be read.', 'Split it, or export its text and upload that.'],
  expansion_limit: ['The PDF unpacks to far more than a page of text can hold.', 'Export its text and upload that.'],
} as const

/** Why a PDF cannot be read, and what its owner can do. */
export const refusal = (reason: keyof typeof REASONS, limit?: Passed): UnprocessableFileError =>
  refused(reason, REASONS[reason], limit)
