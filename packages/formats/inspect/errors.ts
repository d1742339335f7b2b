import { UnprocessableFileError } from '@techdeck/core'

/** Why a whole file cannot be read: what is wrong, and what its owner can do. */
const REASONS = {
  empty: ['The file is empty.', 'Upload a file that holds at least one conversation.'],
  zip: [
    'The file is a ZIP archive or an office document.',
    'Unpack it, or save the sheet as CSV, and upload what is inside.',
  ],
  gzip: ['The file is compressed twice.', 'Decompress it once and upload the result.'],
  pdf: ['The file is a PDF.', 'Export its text, for example as lines of “Speaker: text”, and upload that.'],
  binary: ['The file is binary, not text.', 'Upload JSON, JSON lines, CSV or a plain text transcript.'],
  header_without_rows: ['The file has a header but no rows.', 'Export it again with its rows.'],
  no_readable_rows: [
    'No row of the file could be read.',
    'See the first bad rows for where and why, and mend the file.',
  ],
  unknown_format: [
    'The text is in no format that is known here.',
    'Upload JSON or JSON lines with messages, CSV with a column of text, or lines of “Speaker: text”.',
  ],
} as const
export type FileProblem = keyof typeof REASONS

/** The error for a file that cannot be read; its details hold the file's ordinal, the reason and positions, no content. */
export function unreadable(
  reason: FileProblem,
  file: number,
  details: Record<string, unknown> = {},
): UnprocessableFileError {
  const [what, todo] = REASONS[reason]
  return new UnprocessableFileError(what, { details: { file, reason, ...details }, userMessage: `${what} ${todo}` })
}
