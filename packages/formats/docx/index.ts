import { mainPart } from '../office/index.ts'
import { transcript } from '../transcript/index.ts'
import type { Format } from '../types.ts'
import { convertDocument } from './document.ts'

/**
 * Documents of Word and whoever writes them (Open XML): paragraphs and tables, read as a transcript. What was deleted
 * with changes tracked is left out, as are comments, notes, headers and footers.
 */
export const docx: Format = {
  ...transcript,
  name: 'docx',
  conversion: {
    detect: async (head, source) => (await mainPart(head, source))?.element === 'document',
    convert: convertDocument,
  },
}
