import type { Finding, Role } from '@techdeck/contracts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import type { DetectorTurn } from '../types.ts'
import { GROUPS, WORD_ENDINGS } from './data.ts'

export type GroupAxis = keyof typeof GROUPS | 'nonce'

/** Axes of groups, as `category` of findings of kind `group`. */
export const GROUP_AXES = [...(Object.keys(GROUPS) as (keyof typeof GROUPS)[]), 'nonce'] as readonly GroupAxis[]

/** Every group that may be mentioned, as `axis/group`. */
export const GROUP_NAMES: readonly string[] = Object.entries<object>(GROUPS).flatMap(([axis, groups]) =>
  Object.keys(groups).map((group) => `${axis}/${group}`),
)

/** A group, mentioned: what is said there stands in the hit; axis and group are names of ours, never words of the text. */
export interface GroupMention {
  axis: GroupAxis
  group: string
  hit: Hit
  confidence: number
}

/**
 * Finds mentions of groups in a sense that describes people: "a Deaf woman", "as an immigrant", "old people"; not
 * "white noise", "how old", "straight away". Kind `group`, category one of {@link GROUP_AXES}. It says that a group is
 * mentioned, not that anything is wrong with it.
 */
export function findGroups(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  return groupMentions(document).map(({ axis, hit, confidence }) =>
    document.findingOf('group', axis, hit, confidence, 'mention of a group of people'),
  )
}

/** The groups that turns of a role mention, as `axis/group`, each once and sorted; unknown words are left out. */
export function groupsMentioned(turns: readonly DetectorTurn[], role: Role): string[] {
  const groups = new Set<string>()
  for (const { axis, group, hit } of groupMentions(prepare(turns)))
    if (turns[hit.turn].role === role && axis !== 'nonce') groups.add(`${axis}/${group}`)
  return [...groups].toSorted()
}

const UNKNOWN = 'nonce/unknown'
const SURE = 0.85
const OPEN = 0.65

/** What is behind {@link findGroups}, in text order and without overlaps. */
export const groupMentions = perDocument((document): readonly GroupMention[] => {
  const found: { hit: Hit; confidence: number }[] = []
  const take = (hit: Hit, confidence: number): void => {
    if (document.hitsWithin('group_stop', hit.from, hit.to).length === 0) found.push({ hit, confidence })
  }
  for (const hit of document.hits('group_aged')) found.push({ hit, confidence: SURE })
  for (const hit of document.hits('group_sure')) take(hit, SURE)
  for (const hit of document.hits('group_said'))
    if (describesPerson(document, hit) || isSaidOfSomebody(document, hit)) take(hit, OPEN)
  for (const hit of document.hits('group_open')) if (describesPerson(document, hit)) take(hit, OPEN)
  for (const hit of compounds(document)) if (describesPerson(document, hit)) take(hit, OPEN)
  for (const hit of unlisted(document)) take(hit, OPEN)
  const mentions: GroupMention[] = []
  for (const { hit, confidence } of found.toSorted(inTextOrder)) {
    const last = mentions.at(-1)?.hit
    if (last && last.turn === hit.turn && last.to > hit.from) continue
    const [axis, group] = hit.value.split('/', 2) as [GroupAxis, string]
    mentions.push({ axis, group, hit: withPrefix(document, hit), confidence })
  }
  return mentions
})

const inTextOrder = ({ hit: a }: { hit: Hit }, { hit: b }: { hit: Hit }): number =>
  a.turn - b.turn || a.from - b.from || b.to - a.to

/** Before a noun for people, with at most one word between: "a deaf woman", "older single men". */
function describesPerson(document: Document, { turn, to }: Hit): boolean {
  const last = document.turnStart[turn + 1]
  if (to < last && document.is('person_noun', to)) return true
  return (
    to + 1 < last && !document.isPunctuation(to) && document.is('person_noun', to + 1) && !document.is('never_name', to)
  )
}

/** Said of a person: "I'm Jewish", "she is also deaf", "being gay"; not "the sky is black". */
function isSaidOfSomebody(document: Document, { turn, from, to }: Hit): boolean {
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  const ends =
    to === last || (document.isPunctuation(to) && document.mark(turn, to) !== '-') || document.is('never_name', to)
  if (!ends) return false
  let at = from - 1
  while (at > first && document.is('softener', at)) at--
  if (at < first) return false
  if (document.is('says_of', at)) return true
  return at > first && document.is('copula', at) && document.is('person_subject', at - 1)
}

/** Words with a hyphen whose ending or beginning tells what they say: "bushy-browed", "anti-war". */
function* compounds(document: Document): Generator<Hit> {
  for (const hit of document.hits('group_ending')) {
    const from = hit.from - 1
    const isWord = from >= document.turnStart[hit.turn] && !document.isPunctuation(from)
    if (isWord && document.touchesPrevious(hit.from)) yield { ...hit, from }
  }
  for (const hit of document.hits('group_beginning'))
    if (hit.to < document.turnStart[hit.turn + 1] && document.touchesPrevious(hit.to)) yield { ...hit, to: hit.to + 1 }
}

/** Words of no list before a noun for people whose endings tell what they say. */
function unlisted(document: Document): Hit[] {
  const found: Hit[] = []
  for (let turn = 0; turn < document.turns.length; turn++)
    for (let at = document.turnStart[turn] + 1; at < document.turnStart[turn + 1]; at++) {
      if (document.ids[at - 1] !== 0 || !document.is('person_noun', at)) continue
      const value = valueOfEnding(document.word(turn, at - 1))
      if (value) found.push({ turn, from: at - 1, to: at, value })
      else if (document.is('described', at) && isDescribing(document, turn, at - 1))
        found.push({ turn, from: at - 1, to: at, value: UNKNOWN })
    }
  return found
}

const valueOfEnding = (word: string): string | undefined =>
  WORD_ENDINGS.find(([ending]) => word.endsWith(ending) && word.length > ending.length + 1)?.[1]

/** An unknown word after "a" or "an": a name of a group that no list holds, or a made-up one. */
function isDescribing(document: Document, turn: number, at: number): boolean {
  if (at - 1 < document.turnStart[turn] || !document.is('article', at - 1) || document.isPunctuation(at)) return false
  const { start, end } = document.tokens
  return end[at] - start[at] > 2 && !document.hasDigit(at) && !document.word(turn, at).includes("'")
}

/** With "non-", "ex-" and the like before it. */
function withPrefix(document: Document, hit: Hit): Hit {
  const { turn, from } = hit
  const hyphenated =
    from - 2 >= document.turnStart[turn] && document.mark(turn, from - 1) === '-' && document.touchesPrevious(from)
  return hyphenated && document.touchesPrevious(from - 1) ? { ...hit, from: from - 2 } : hit
}
