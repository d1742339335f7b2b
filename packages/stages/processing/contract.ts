import { SiteListRef, SiteListWish } from '@techdeck/contracts/options'
import { z } from 'zod'
import type { IdentifierCategory } from '@techdeck/analysis'
import type { StageContract } from '../definition.ts'
import { identifiedBy } from './field-names.ts'
import { SAFE_HARBOR_POLICIES } from './presets.ts'

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
 * - `generalise`: a date's year or month, an age over 89 as such, the first three digits of a ZIP code (`000` where fewer
 *   than 20,000 people live); otherwise as `redact`;
 * - `surrogate`: an invented value of the same kind, the same in all conversations of a client; of a name, one of the same
 *   gender and origin as far as it shows them;
 * - `shift_dates`: a date moved by a number of weeks that is the same for all of a client's dates, so intervals and
 *   weekdays stay; for what is no date, as `generalise`.
 *
 * Surrogates of names and shifted dates look like the real thing: processing them again gives others.
 */
export const POLICIES = ['redact', 'mask', 'hash', 'generalise', 'surrogate', 'shift_dates'] as const
export type Policy = (typeof POLICIES)[number]

/**
 * Policies for all categories at once:
 * - `safe_harbor`: 45 CFR 164.514(b)(2). Years and first digits of ZIP codes, everything else redacted; nothing that is
 *   derived from a person.
 * - `expert`: surrogates, shifted dates, keyed hashes. It needs the determination of an expert (164.514(b)(1)).
 */
export const PRESETS = ['safe_harbor', 'expert'] as const
export type Preset = (typeof PRESETS)[number]

const Options = z
  .strictObject({
    /** Policies for all categories at once. `policies` goes before it, and it before `policy`. */
    preset: z.enum(PRESETS).optional(),
    /** For categories that `policies` does not name. Redaction is the default: it needs no trust in how well a value was disguised. */
    policy: z.enum(POLICIES).default('redact'),
    /** What stands in the place of each category; docs/de-identification.md says what each policy does. */
    policies: z.partialRecord(z.enum(CATEGORIES), z.enum(POLICIES)).default({}),
    /** Whether `redact` writes `[REDACTED]`, or the category, such as `[NAME]`. */
    redactLabel: z.enum(['redacted', 'category']).default('redacted'),
    /** What `generalise` leaves of a date. */
    dateDetail: z.enum(['year', 'month']).default('year'),
    /** Writes ages that are said as such (`I am 34`, `a 34-year-old`) as bands of so many years; ages are kept where absent. */
    ageBands: z.union([z.literal(5), z.literal(10)]).optional(),
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
    /**
     * Also reads turns by the models of the pack `research`, which were trained with data that must not be used
     * commercially: strategies of support, and whether a talk would have been kept. The report names the packs.
     */
    research: z.boolean().default(false),
    /** Withholds whoever shares what is told of them (age, job, place, family, events) with fewer people than this. */
    leastK: z.int().min(1).max(1000).default(1),
    /**
     * Keeps what is taken out of each conversation, sealed so that the key ring alone gives it back, one conversation at a
     * time (`/pipeline/:id/reveal`). Without it, nothing that was replaced can be had back from the result.
     */
    vault: z.boolean().default(false),
    /**
     * Ids of conversations that come out although something would withhold them, but for a planted string. The API fills
     * it with those that were released by name (`/pipeline/:id/withheld/release`), and takes none from a request.
     */
    release: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(1000)
      .default([]),
    /** Words of the site that are hidden wherever they are said, and words that are kept: a list's name, of which the run takes down the version. */
    siteList: z.union([SiteListWish, SiteListRef]).optional(),
  })
  .superRefine((options, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const { preset, policy, policies, dateDetail, keepFields, replaceFrom, withholdFrom } = options
    if (preset === undefined) return
    if (policy !== 'redact')
      refuse(['policy'], `the preset ${preset} has a policy for each category; name those that differ in policies`)
    if (preset !== 'safe_harbor') return
    for (const [category, chosen] of Object.entries(policies))
      if (!SAFE_HARBOR_POLICIES.includes(chosen))
        refuse(['policies', category], `safe_harbor allows ${SAFE_HARBOR_POLICIES.join(', ')}; take the preset expert`)
    if (dateDetail !== 'year') refuse(['dateDetail'], 'safe_harbor leaves years alone; take the preset expert')
    for (const [i, field] of keepFields.entries())
      if (identifiedBy(field) !== null) refuse(['keepFields', i], 'safe_harbor keeps no field that identifies')
    if (replaceFrom > 0.5) refuse(['replaceFrom'], 'safe_harbor replaces what is at least 0.5 sure, or less')
    if (withholdFrom > 0.8) refuse(['withholdFrom'], 'safe_harbor withholds from 0.8 on, or less')
  })

export const contract = {
  name: 'processing',
  after: 'validation',
  version: 7,
  options: Options,
  reads: [
    'turns',
    'source',
    'language',
    'metadata',
    'labels',
    'cluster',
    'validation.findings',
    'validation.crisis',
    'validation.coded',
  ],
  conversations: 'standardization',
  notes: ['validation'],
  executionOptions: [],
  sanitizes: true,
} satisfies StageContract

export type ProcessingOptions = z.output<typeof Options>
