import type { Finding } from '@techdeck/contracts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

/** Axes of groups, as `category` of findings of kind `group`. */
export const GROUP_AXES = [
  'age',
  'gender',
  'race_ethnicity',
  'religion',
  'sexual_orientation',
  'disability',
  'nationality',
  'socioeconomic',
  'body',
  'political',
] as const
export type GroupAxis = (typeof GROUP_AXES)[number]

/**
 * Finds mentions of groups in a sense that describes people: "a Deaf woman", "as an immigrant", "old people"; not
 * "white noise", "how old", "straight away". Kind `group`, category one of {@link GROUP_AXES}. It says that a group is
 * mentioned, not that anything is wrong with it.
 */
export function findGroups(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  return groupHits(document).map(({ hit, confidence }) =>
    document.findingOf('group', hit.value, hit, confidence, 'mention of a group of people'),
  )
}

/** The hits behind {@link findGroups}, in text order and without overlaps. */
export function groupHits(document: Document): { hit: Hit; confidence: number }[] {
  const sure = document.hits('group_sure').map((hit) => ({ hit, confidence: 0.85 }))
  const open = document
    .hits('group_open')
    .filter((hit) => describesPerson(document, hit))
    .map((hit) => ({ hit, confidence: 0.65 }))
  const found = [...sure, ...open]
    .filter(({ hit }) => document.hitsWithin('group_stop', hit.from, hit.to).length === 0)
    .toSorted((a, b) => a.hit.turn - b.hit.turn || a.hit.from - b.hit.from || b.hit.to - a.hit.to)
  return found.filter(
    ({ hit }, at) => at === 0 || found[at - 1].hit.turn !== hit.turn || found[at - 1].hit.to <= hit.from,
  )
}

/** An adjective before a noun for people, with at most one word between, or "I'm a …" at the end of what is said. */
function describesPerson(document: Document, { turn, to }: Hit): boolean {
  const last = document.turnStart[turn + 1]
  if (to < last && document.is('person_noun', to)) return true
  return (
    to + 1 < last && !document.isPunctuation(to) && document.is('person_noun', to + 1) && !document.is('never_name', to)
  )
}
