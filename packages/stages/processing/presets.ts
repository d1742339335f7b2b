import type { IdentifierCategory } from '@techdeck/analysis'
import type { Policy, Preset } from './contract.ts'

type Policies = { readonly [category in IdentifierCategory]: Policy }

const REDACTED_ALL: Policies = {
  name: 'redact',
  location: 'redact',
  date: 'redact',
  phone: 'redact',
  fax: 'redact',
  email: 'redact',
  ssn: 'redact',
  medical_record_number: 'redact',
  health_plan_number: 'redact',
  account_number: 'redact',
  license_number: 'redact',
  vehicle_identifier: 'redact',
  device_identifier: 'redact',
  url: 'redact',
  ip_address: 'redact',
  biometric: 'redact',
  photo: 'redact',
  other_unique_identifier: 'redact',
}

/** What each preset does with a category. */
export const PRESET_POLICIES: { readonly [preset in Preset]: Policies } = {
  safe_harbor: { ...REDACTED_ALL, location: 'generalise', date: 'generalise' },
  expert: {
    ...REDACTED_ALL,
    name: 'surrogate',
    location: 'surrogate',
    date: 'shift_dates',
    phone: 'surrogate',
    fax: 'surrogate',
    email: 'surrogate',
    url: 'surrogate',
    ip_address: 'surrogate',
    ssn: 'hash',
    medical_record_number: 'hash',
    health_plan_number: 'hash',
    account_number: 'hash',
    license_number: 'hash',
    vehicle_identifier: 'hash',
    device_identifier: 'hash',
    other_unique_identifier: 'hash',
  },
}

/** What Safe Harbor leaves open: hashes, surrogates and shifted dates are codes derived from the person (164.514(c)). */
export const SAFE_HARBOR_POLICIES: readonly Policy[] = ['redact', 'mask', 'generalise']

/** By which rule a result is de-identified, for the report, the data card and whoever has to decide. */
export type Method = {
  name: Preset | 'own'
  rule: string
  /** Whether somebody has to determine that the risk is very small before it may be called de-identified. */
  needs_determination: boolean
}

export const METHODS: { readonly [name in Method['name']]: Method } = {
  safe_harbor: {
    name: 'safe_harbor',
    rule: 'Safe Harbor, 45 CFR 164.514(b)(2): years only, no codes derived from a person',
    needs_determination: false,
  },
  expert: {
    name: 'expert',
    rule: 'Expert determination, 45 CFR 164.514(b)(1): shifted dates, keyed hashes and surrogates',
    needs_determination: true,
  },
  own: { name: 'own', rule: 'Policies of its own, by no preset', needs_determination: true },
}
