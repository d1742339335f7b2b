import type { JsonObject, Recipe, StageName } from '@techdeck/contracts'
import { objectOf } from '../../json.ts'

/** Options a stage that differ from what is usual. */
export type OwnOptions = { readonly [stage in StageName]?: JsonObject }

/** What stands in the place of identifiers, as the form offers it, and the options of processing that are left beside it. */
export function policyOf(processing: unknown): { policy: string; rest: JsonObject } {
  const { preset, policy = 'redact', redactLabel, ...rest } = objectOf(processing)
  if (typeof preset === 'string')
    return { policy: `preset ${preset}`, rest: { ...rest, ...(redactLabel !== undefined && { redactLabel }) } }
  if (redactLabel === 'category' && policy === 'redact') return { policy: 'redact-category', rest }
  return { policy: typeof policy === 'string' ? policy : 'redact', rest }
}

/** What a preset says that the form has no field of its own for. */
export function ownOf({ options = {} }: Pick<Recipe, 'options'>): OwnOptions {
  const { processing, ...others } = options
  const { rest } = policyOf(processing)
  return { ...others, ...(Object.keys(rest).length > 0 && { processing: rest }) }
}

/** With another value of an option; without it where there is none. */
export function withOption(
  own: OwnOptions,
  stage: StageName,
  name: string,
  value: JsonObject[string] | undefined,
): OwnOptions {
  const { [name]: _before, ...others } = own[stage] ?? {}
  const next = value === undefined ? others : { ...others, [name]: value }
  const { [stage]: _stage, ...stages } = own
  return Object.keys(next).length === 0 ? stages : { ...stages, [stage]: next }
}

/** Options of both; of one stage, those of the form go before. */
export function joined(own: OwnOptions, form: OwnOptions): { [stage: string]: JsonObject } {
  const stages = new Set([...Object.keys(own), ...Object.keys(form)]) as Set<StageName>
  return Object.fromEntries([...stages].map((stage) => [stage, { ...own[stage], ...form[stage] }]))
}

/** What a choice is for the API, where it is no policy by its own name. */
const OPTIONS: Readonly<Record<string, JsonObject>> = {
  'redact-category': { policy: 'redact', redactLabel: 'category' },
  'preset safe_harbor': { preset: 'safe_harbor' },
  'preset expert': { preset: 'expert' },
}

/** Options of processing by which that stands in the place of identifiers which was chosen. */
export const optionsOf = (policy: string): JsonObject => OPTIONS[policy] ?? { policy }
