import { openDocumentKind } from '../office/index.ts'
import { transcript } from '../transcript/index.ts'
import type { Format } from '../types.ts'
import { convertText } from './text.ts'

/**
 * Documents of LibreOffice and its kin (OpenDocument): paragraphs and tables, read as a transcript. What was deleted with
 * changes tracked is left out, as are comments, notes, headers and footers.
 */
export const odt: Format = {
  ...transcript,
  name: 'odt',
  conversion: {
    detect: async (head, source) => (await openDocumentKind(head, source)) === 'text',
    convert: convertText,
  },
}
