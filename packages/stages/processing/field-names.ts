import type { IdentifierCategory } from '@techdeck/analysis'

/** Whose name or number a field holds. */
const PEOPLE =
  'client|patient|therapist|counsell?or|participant|subject|caller|helper|seeker|user|author|contact|member|speaker'
const NUMBER = '(?:id|no|nr|number|code)'

/** What else a field that identifies may hold. An `id` of anything is a code that leads back to somebody … */
const WORDS: readonly (readonly [IdentifierCategory, string])[] = [
  ['name', '(?:sur|first|middle|last|full|given|family|maiden|nick|user)?name|initials|alias'],
  ['email', 'e_?mail|mail'],
  ['phone', 'phone|tel|telephone|mobile|cell'],
  ['fax', 'fax'],
  ['ip_address', 'ip'],
  ['location', 'address|street|city|town|zip|postal|postcode|employer|school|location'],
  ['date', 'dob|birth|birthday|birthdate'],
  ['ssn', 'ssn'],
  ['medical_record_number', `mrn|record|chart_${NUMBER}`],
  ['health_plan_number', `(?:insurance|policy|plan)_${NUMBER}`],
  ['account_number', 'account'],
  ['license_number', 'licen[cs]e'],
  ['device_identifier', 'device'],
  [
    'other_unique_identifier',
    `u?u?ids?|guids?|identifiers?|handle|login|passport|(?:case|file|claim|encounter|admission|visit)_${NUMBER}`,
  ],
]
/** … but for that of a kind, or of who judged a conversation: many share it, and labels are of no use without it. */
const SHARED_CODE = /(?:^|_)(?:topic|category|class|label|annotator|rater|coder|model|prompt|template)_ids?$/
const SUFFIX = 'id|ids|name|no|nr|number|code|date|address|ref|key'
const FIELD = new RegExp(`(?:^|_)(?:(${PEOPLE})|${WORDS.map(([, words]) => `(${words})`).join('|')})(?:_(${SUFFIX}))?$`)

/**
 * What a field's name says that its value identifies by (`id`, `patientId`, `First Name`, `contact.email`); `null` where
 * it does not say so.
 */
export function identifiedBy(field: string): IdentifierCategory | null {
  const name = field
    .slice(-60)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_')
  const match = FIELD.exec(name)
  if (!match || SHARED_CODE.test(name)) return null
  const [, person, ...words] = match
  const suffix = words.pop()
  if (suffix === 'name') return 'name'
  if (suffix === 'date') return 'date'
  if (person !== undefined)
    return suffix === undefined ? 'name' : suffix === 'address' ? 'location' : 'other_unique_identifier'
  return WORDS[words.findIndex((word) => word !== undefined)][0]
}
