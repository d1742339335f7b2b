import type { MappingFields, ReadingView } from '@techdeck/contracts'

/** What one column or field may mean. */
export type Part = Exclude<keyof MappingFields, 'labels' | 'metadata' | 'roles'>

/** In words, with what it is for. */
export const PARTS: readonly (readonly [part: Part, name: string, what: string])[] = [
  ['conversation', 'Conversation', 'rows that say the same belong together'],
  ['speaker', 'Speaker', 'who says it'],
  ['text', 'Text', 'what is said'],
  ['order', 'Order', 'counts the turns'],
  ['time', 'Time', 'when it is said'],
  ['question', 'Question', 'what a client asks, one a row'],
  ['answer', 'Answer', 'what is answered to it'],
  ['language', 'Language', 'of the conversation'],
  ['utterance_id', 'Utterance', 'rows that say the same are one turn, seen by several raters'],
  ['parent', 'Answers', 'the utterance that it answers'],
]

export type Roles = NonNullable<MappingFields['roles']>
type Chosen = { readonly [part in Part]?: string }

/** What a person changed of a reading, as a mapping; what is left to detection is not in it. */
export function toMapping(
  { mapping, speakers }: Pick<ReadingView, 'mapping' | 'speakers'>,
  parts: Chosen,
  labels: readonly string[],
  roles: Roles,
): MappingFields {
  const named = Object.entries(parts).filter(([, column]) => column !== '')
  const said = speakers.filter(({ speaker, role }) => roles[speaker] !== undefined && roles[speaker] !== role)
  const all = { ...mapping.roles, ...Object.fromEntries(said.map(({ speaker }) => [speaker, roles[speaker]])) }
  return {
    ...Object.fromEntries(named),
    ...((labels.length > 0 || mapping.labels !== undefined) && { labels: [...labels] }),
    ...(Object.keys(all).length > 0 && { roles: all }),
  }
}
