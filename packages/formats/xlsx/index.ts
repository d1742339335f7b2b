import { gridFormat } from '../grid/index.ts'
import { mainPart } from '../office/index.ts'
import type { Format } from '../types.ts'
import { convertWorkbook } from './workbook.ts'

/**
 * Workbooks of Excel and whoever writes them (Open XML). Each sheet is a member of its own. Of a formula the value that
 * was saved with it is read, never the formula.
 */
export const xlsx: Format = gridFormat('xlsx', {
  detect: async (head, source) => (await mainPart(head, source))?.element === 'workbook',
  convert: convertWorkbook,
})
