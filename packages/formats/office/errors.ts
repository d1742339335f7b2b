import type { UnprocessableFileError } from '@techdeck/core'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from '../xml/errors.ts'

/** A paragraph, or a row of cells, cannot be held. */
export const tooLongText = (limits: UnpackLimits): UnprocessableFileError =>
  xmlRefused('too_large', passed('maxTextChars', limits))

export const damagedDocument = (): UnprocessableFileError => xmlRefused('corrupt_document')
