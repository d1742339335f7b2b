import type { Finding } from '@techdeck/contracts'
import { groupMentions } from '../groups/index.ts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

const REACH = 4

/**
 * Finds generalisations about groups: a group followed by "always", "can't", "are all" and the like, and turns of phrase
 * such as "people like you". Kind `stereotype`; the category is the group's axis, or `person` where none is named. The
 * helper's words weigh more (confidence 0.8) than the client's (0.5): a client may tell what was said to them.
 */
export function findStereotypes(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  const found: Finding[] = []
  for (const { axis, hit } of groupMentions(document)) {
    const after = isPlural(document, hit) ? generalisationAfter(document, hit) : null
    if (after) found.push(report(document, { ...hit, to: after.to }, axis))
  }
  for (const hit of document.hits('compared_people')) {
    const after = generalisationAfter(document, hit)
    if (after) found.push(report(document, { ...hit, to: after.to }, 'person'))
  }
  for (const hit of document.hits('type_of_people')) found.push(report(document, hit, 'person'))
  return found.toSorted((a, b) => a.turn - b.turn || a.start - b.start)
}

/** The generalisation that follows the people it is said of, near and in the same sentence. */
function generalisationAfter(document: Document, people: Hit): Hit | null {
  const near = document.hitsWithin('generalisation', people.to, people.to + REACH + 1)
  const after = near.find(({ turn, from }) => turn === people.turn && from >= people.to)
  return after && !crossesSentence(document, people, after) ? after : null
}

/** Only what is said of the many is a generalisation: "women can't", not "a woman can't". */
function isPlural(document: Document, { turn, from, to }: Hit): boolean {
  const noun = to < document.turnStart[turn + 1] && document.is('person_noun', to) ? to : to - 1
  const before = from > document.turnStart[turn] ? document.word(turn, from - 1) : ''
  const word = document.word(turn, noun)
  return (
    ['people', 'men', 'women', 'folks', 'children', 'elderly', 'poor', 'rich'].includes(word) ||
    (word.endsWith('s') && before !== 'a' && before !== 'an' && before !== 'my')
  )
}

const crossesSentence = (document: Document, group: Hit, after: Hit): boolean =>
  document.sentenceEnd(group.turn, group.to, REACH + 1) < after.from

function report(document: Document, hit: Hit, category: string): Finding {
  const isHelper = document.turns[hit.turn].role === 'therapist'
  return document.findingOf('stereotype', category, hit, isHelper ? 0.8 : 0.5, 'says a thing of a whole group')
}
