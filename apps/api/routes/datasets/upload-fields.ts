import { GivenMapping, MappingFields } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import type { z } from 'zod'
import { invalid } from '../../plugins/validation.ts'

/** All that errors repeat of a mapping: its other names are those of speakers. */
const MAPPING_MEMBERS = new Set(['files', 'name', 'sha256', 'read_as', 'mapping', ...Object.keys(MappingFields.shape)])

/** What an uploader says beside the bytes, by the schema of a field. @throws ValidationError that quotes nothing */
export function readField<S extends z.ZodType>(schema: S, value: unknown, field: string): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error, field, MAPPING_MEMBERS)
}

/** A mapping that came as JSON. @throws ValidationError that quotes nothing; `what` names where it stood */
export function readMapping(text: string, what: string): GivenMapping {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problemOf(what, 'mapping', 'not valid JSON')
  }
  return readField(GivenMapping, value, 'mapping')
}

export const problemOf = (what: string, path: string, problem: string): ValidationError =>
  new ValidationError(`${what} is not valid: ${path}: ${problem}.`, { details: [{ path, problem }] })
