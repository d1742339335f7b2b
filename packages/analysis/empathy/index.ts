import type { ListName } from '../lexicons.ts'
import { readShape, type TurnShape } from '../behaviours/features.ts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

/** Levels 0 (none), 1 (weak), 2 (strong) of one turn of the helper. */
export interface EmpathyRating {
  turn: number
  emotionalReaction: 0 | 1 | 2
  interpretation: 0 | 1 | 2
  exploration: 0 | 1 | 2
}

/** Words for oneself from which on a reply tells of an experience of its own, which shows understanding among peers. */
const OWN_STORY_WORDS = 3

const level = (weak: Uint8Array, strong: Uint8Array, turn: number): 0 | 1 | 2 => (strong[turn] ? 2 : weak[turn] ? 1 : 0)

const tellsOwnStory = ({ self, you }: TurnShape): boolean => self >= OWN_STORY_WORDS && self > you

/**
 * Rates each turn of the helper on three mechanisms of empathy by cues: emotional reaction, interpretation (shows that
 * the feeling is understood), exploration (asks on). Exploration counts only where something is asked.
 */
export function rateEmpathy(turns: readonly DetectorTurn[]): EmpathyRating[] {
  const document = prepare(turns)
  const has = (list: ListName) => {
    const turnsWith = new Uint8Array(turns.length)
    for (const { turn } of document.hits(list)) turnsWith[turn] = 1
    return turnsWith
  }
  const lists = {
    reactsWeakly: has('reacts_weakly'),
    reactsStrongly: has('reacts_strongly'),
    interpretsWeakly: has('interprets_weakly'),
    interpretsStrongly: has('interprets_strongly'),
    exploresWeakly: has('explores_weakly'),
    exploresStrongly: has('explores_strongly'),
  }
  const ratings: EmpathyRating[] = []
  turns.forEach(({ role, index, text }, turn) => {
    if (role !== 'therapist') return
    const asks = text.includes('?')
    ratings.push({
      turn: index,
      emotionalReaction: level(lists.reactsWeakly, lists.reactsStrongly, turn),
      interpretation: tellsOwnStory(readShape(document, turn))
        ? 2
        : level(lists.interpretsWeakly, lists.interpretsStrongly, turn),
      exploration: asks ? level(lists.exploresWeakly, lists.exploresStrongly, turn) : 0,
    })
  })
  return ratings
}
