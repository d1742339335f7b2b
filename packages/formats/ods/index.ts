import { gridFormat } from '../grid/index.ts'
import { openDocumentKind } from '../office/index.ts'
import type { Format } from '../types.ts'
import { convertSpreadsheet } from './spreadsheet.ts'

/** Spreadsheets of LibreOffice and its kin (OpenDocument). Each sheet is a member of its own; formulas are never read. */
export const ods: Format = gridFormat('ods', {
  detect: async (head, source) => (await openDocumentKind(head, source)) === 'spreadsheet',
  convert: convertSpreadsheet,
})
