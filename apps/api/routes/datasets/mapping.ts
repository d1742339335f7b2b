import { MappingFields, type GivenMapping } from '@techdeck/contracts'
import { toKeptMapping, type RowMend } from '@techdeck/pipeline'

type Mapping = NonNullable<RowMend['mapping']>

/** As it can be given back; what is too long or too much for that is left out. */
export function toMappingFields({ utteranceId, roles = {}, ...mapping }: Mapping): MappingFields {
  const named = Object.entries({ ...mapping, utterance_id: utteranceId }).filter(
    ([name, value]) =>
      value !== undefined &&
      value.length > 0 &&
      MappingFields.shape[name as keyof MappingFields].safeParse(value).success,
  )
  const speakers = Object.entries(roles).filter((entry) => isSpeaker(Object.fromEntries([entry])))
  return { ...Object.fromEntries(named), ...(speakers.length > 0 && { roles: Object.fromEntries(speakers) }) }
}

const isSpeaker = (role: object): boolean => MappingFields.shape.roles.safeParse(role).success

/** An artifact's content. Encrypted like the files, since it names speakers. */
export const toMappingJson = (mapping: GivenMapping): Uint8Array => Buffer.from(JSON.stringify(toKeptMapping(mapping)))
