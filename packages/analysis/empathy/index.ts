import type { Finding } from '@techdeck/contracts'
import { shippedScorer } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { empathyModels, MECHANISMS, replyInput, sentenceInput, signsOf, type Level, type Mechanism } from './model.ts'
import { sentencesOf } from './sentences.ts'

export type { Mechanism } from './model.ts'

/** Levels 0 (none), 1 (weak), 2 (strong) of one turn of the helper. */
export interface EmpathyRating {
  turn: number
  emotionalReaction: 0 | 1 | 2
  interpretation: 0 | 1 | 2
  exploration: 0 | 1 | 2
  /** How likely each level is, of each mechanism. */
  probabilities: Readonly<Record<Mechanism, readonly number[]>>
  /** The sentence that shows each mechanism that is there: kind `empathy`, the category names the mechanism. */
  rationales: Finding[]
}

const REASONS: Readonly<Record<Mechanism, string>> = {
  reaction: 'the sentence shows a feeling for the other most of all',
  interpretation: 'the sentence shows most of all that the feeling is understood',
  exploration: 'the sentence asks on most of all',
}
const LEVEL_NUMBERS: Readonly<Record<Level, 0 | 1 | 2>> = { none: 0, weak: 1, strong: 2 }

/**
 * Rates each turn of the helper on three mechanisms of empathy: emotional reaction, interpretation (shows that the
 * feeling is understood), exploration (asks on); and says which sentence each rests on.
 */
export function rateEmpathy(turns: readonly DetectorTurn[]): EmpathyRating[] {
  const document = prepare(turns)
  const ratings: EmpathyRating[] = []
  turns.forEach(({ role }, turn) => {
    if (role === 'therapist') ratings.push(rateTurn(document, turn))
  })
  return ratings
}

function rateTurn(document: Document, turn: number): EmpathyRating {
  const sentences = sentencesOf(document, turn)
  const signs = signsOf(document, turn)
  const rationales: Finding[] = []
  const said: Record<Mechanism, readonly number[]> = { reaction: [], interpretation: [], exploration: [] }
  const levels: Record<Mechanism, 0 | 1 | 2> = { reaction: 0, interpretation: 0, exploration: 0 }
  for (const mechanism of MECHANISMS) {
    const sentence = shippedScorer(empathyModels[mechanism].sentence)
    const reply = shippedScorer(empathyModels[mechanism].reply)
    const judged = sentences.map((range) => Float32Array.from(sentence.score(sentenceInput(document, range))))
    const probabilities = [...reply.score(replyInput(document, turn, judged, signs))]
    const level = LEVEL_NUMBERS[reply.decide(probabilities)]
    levels[mechanism] = level
    said[mechanism] = probabilities
    if (level === 0 || sentences.length === 0) continue
    const [from, to] = sentences[placeOfMost(judged)]
    const hit = { turn, from, to, value: mechanism }
    rationales.push(document.findingOf('empathy', mechanism, hit, probabilities[level], REASONS[mechanism]))
  }
  return {
    turn: document.turns[turn].index,
    emotionalReaction: levels.reaction,
    interpretation: levels.interpretation,
    exploration: levels.exploration,
    probabilities: said,
    rationales,
  }
}

/** The place of the sentence that is least likely to show nothing. */
function placeOfMost(judged: readonly Float32Array[]): number {
  let place = 0
  for (let at = 1; at < judged.length; at++) if (judged[at][0] < judged[place][0]) place = at
  return place
}
