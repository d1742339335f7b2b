import type { UnprocessableFileError } from '@techdeck/core'
import { xmlRefused } from '../xml/errors.ts'

export const damagedDocument = (): UnprocessableFileError => xmlRefused('corrupt_document')
