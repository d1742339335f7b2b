import { z } from 'zod'
import type { IdentifierCategory } from '@techdeck/analysis'
import type { StageContract } from '../definition.ts'

/** HIPAA's categories once more as plain data, since contracts load no detector; a test keeps them equal. */
export const CATEGORIES = [
  'name',
  'location',
  'date',
  'phone',
  'fax',
  'email',
  'ssn',
  'medical_record_number',
  'health_plan_number',
  'account_number',
  'license_number',
  'vehicle_identifier',
  'device_identifier',
  'url',
  'ip_address',
  'biometric',
  'photo',
  'other_unique_identifier',
] as const satisfies readonly IdentifierCategory[]

/**
 * What stands in an identifier's place:
 * - `redact`: `[REDACTED]`, or `[NAME]` and the like with `redactLabel: 'category'`;
 * - `mask`: its shape, letters and digits as `*`;
 * - `hash`: `[NAME-kcbapfjdmo]`, keyed by the installation: equal values stay recognisably equal;
 * - `generalise`: a date's year, an age's decade, the first three digits of a ZIP code; otherwise as `redact`;
 * - `surrogate`: an invented value of the same kind, the same throughout a conversation;
 * - `shift_dates`: a date moved by a number of days that is the same for all of a client's dates, so intervals stay;
 *   for what is no whole date, as `redact`. A shifted date is a date: processing it again shifts it again.
 */
export const POLICIES = ['redact', 'mask', 'hash', 'generalise', 'surrogate', 'shift_dates'] as const
export type Policy = (typeof POLICIES)[number]

export const contract = {
  name: 'processing',
  after: 'validation',
  version: 3,
  options: z.strictObject({
    /** For categories that `policies` does not name. Redaction is the default: it needs no trust in how well a value was disguised. */
    policy: z.enum(POLICIES).default('redact'),
    policies: z.partialRecord(z.enum(CATEGORIES), z.enum(POLICIES)).default({}),
    redactLabel: z.enum(['redacted', 'category']).default('redacted'),
    /** Findings at least this sure are replaced. */
    replaceFrom: z.number().min(0).max(1).default(0.3),
    /** A finding at least this sure that is still there afterwards withholds the conversation. */
    withholdFrom: z.number().min(0).max(1).default(0.7),
    /**
     * Metadata and label fields that are told neither by their names (`id`, `thread_id`) nor by values that look like
     * names (say, of therapies); identifiers that detectors find are replaced in them all the same. In all others a
     * value whose field's name says that it identifies (`id`, `patient_id`, `mrn`, `First Name`, `dob` …) goes under the
     * policy of that category, and what detectors find in a value becomes a label.
     */
    keepFields: z.array(z.string().max(200)).max(200).default([]),
  }),
  reads: ['turns', 'source', 'metadata', 'labels', 'validation.findings'],
  conversations: 'standardization',
  notes: ['validation'],
  executionOptions: [],
} satisfies StageContract
