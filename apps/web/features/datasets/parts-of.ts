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
  ['parent', 'Reply to', 'the utterance that it answers'],
]

export type Roles = NonNullable<MappingFields['roles']>
type Known = Pick<ReadingView, 'mapping' | 'given' | 'speakers'>

/** What a person sees and changes: each part's column, empty where it is left to detection. */
export interface Said {
  parts: { readonly [part in Part]?: string }
  labels: readonly string[]
  roles: Roles
}

/** A reading as a person sees it. */
export const shownOf = ({ mapping, speakers }: Known): Said => ({
  parts: Object.fromEntries(PARTS.map(([part]) => [part, mapping[part] ?? ''])),
  labels: mapping.labels ?? [],
  roles: Object.fromEntries(speakers.map(({ speaker, role }) => [speaker, role])),
})

/** What is to be said of a file: what was said before and what is another now. All else is left to detection. */
export function toMapping(reading: Known, said: Said): MappingFields {
  const { mapping, given, speakers } = reading
  const { labels, roles = {}, ...before } = given ?? {}
  const parts: MappingFields = { ...before }
  for (const [part] of PARTS) {
    const column = said.parts[part] ?? ''
    if (column === (mapping[part] ?? '')) continue
    delete parts[part]
    if (column !== '') parts[part] = column
  }
  const isJudged = labels !== undefined || said.labels.join('\n') !== shownOf(reading).labels.join('\n')
  const changed = speakers.filter(({ speaker, role }) => said.roles[speaker] !== role)
  // Who was guessed beside them stays who they are.
  const guessed = changed.length > 0 ? mapping.roles : {}
  const all = {
    ...guessed,
    ...roles,
    ...Object.fromEntries(changed.map(({ speaker }) => [speaker, said.roles[speaker]])),
  }
  return { ...parts, ...(isJudged && { labels: [...said.labels] }), ...(Object.keys(all).length > 0 && { roles: all }) }
}
