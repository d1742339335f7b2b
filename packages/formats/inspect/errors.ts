import { UnprocessableFileError } from '@techdeck/core'

/** Why a whole file cannot be read: what is wrong, and what its owner can do. */
const REASONS = {
  empty: ['The file is empty.', 'Upload a file that holds at least one conversation.'],
  zip: ['The file is a ZIP archive or an office document.', 'Unpack it, and upload what is inside.'],
  compressed: ['The file is compressed.', 'Decompress it and upload the result.'],
  old_office: [
    'The file is an office document of the old kind (XLS, DOC), or one with a password.',
    'Save it as XLSX or DOCX, without a password.',
  ],
  unknown_archive: [
    'The file is an archive of a kind that is not read here.',
    'Unpack it and make a ZIP or TAR archive of what is inside.',
  ],
  pdf: ['The file is a PDF.', 'Export its text, for example as lines of “Speaker: text”, and upload that.'],
  binary: [
    'The file is binary, not text.',
    'Upload JSON, CSV, a transcript, a spreadsheet, a document, Parquet, Arrow, or an archive of these; docs/formats lists all.',
  ],
  header_without_rows: ['The file has a header but no rows.', 'Export it again with its rows.'],
  no_readable_rows: [
    'No row of the file could be read.',
    'See the first bad rows for where and why, and mend the file.',
  ],
  no_conversations: [
    'No conversations were found in it.',
    'If it holds some, say in a mapping which column is the text, or write “Speaker: text” a line.',
  ],
  unknown_format: [
    'The text is in no format that is known here.',
    'Upload JSON or JSON lines with messages, a table with a column of text, subtitles, or lines of “Speaker: text”; docs/formats lists all.',
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
