import type { Finding } from '@techdeck/contracts'
import { shippedPanel, shippedScorer, turnsOf, type Range } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import {
  empathyModels,
  LEVELS,
  MECHANISMS,
  replyInput,
  sentenceInput,
  SENTENCE_MODELS,
  signsOf,
  type Level,
  type Mechanism,
} from './model.ts'
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

/** Levels of emotional reaction, interpretation and exploration. */
export type EmpathyLevels = [reaction: 0 | 1 | 2, interpretation: 0 | 1 | 2, exploration: 0 | 1 | 2]

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
  const { replies, judged } = judge(document)
  // One model after the other over all replies, so that what it reads stays near the processor.
  const rated = MECHANISMS.map((mechanism, at) => rateMechanism(document, replies, mechanism, judged[at]))
  return replies.map(({ turn }, at) => {
    const [reaction, interpretation, exploration] = rated.map((ratings) => ratings[at])
    return {
      turn: document.turns[turn].index,
      emotionalReaction: reaction.level,
      interpretation: interpretation.level,
      exploration: exploration.level,
      probabilities: {
        reaction: reaction.probabilities,
        interpretation: interpretation.probabilities,
        exploration: exploration.probabilities,
      },
      rationales: rated.flatMap((ratings) => ratings[at].rationale ?? []),
    }
  })
}

/** The levels alone of each turn of the helper, in their order: what {@link rateEmpathy} says, for less. */
export function empathyLevels(turns: readonly DetectorTurn[]): EmpathyLevels[] {
  const document = prepare(turns)
  const { replies, judged } = judge(document)
  const levels = replies.map((): EmpathyLevels => [0, 0, 0])
  for (const [place, mechanism] of MECHANISMS.entries()) {
    const { scorer, all } = scoreMechanism(document, replies, mechanism, judged[place])
    for (let at = 0; at < replies.length; at++)
      levels[at][place] = LEVEL_NUMBERS[scorer.decide(all, at * LEVELS.length)]
  }
  return levels
}

/** A turn of the helper, with what all mechanisms read of it. */
interface Reply {
  turn: number
  sentences: Range[]
  /** The place of its first sentence among those of all replies. */
  first: number
  signs: number[]
}

/** The turns of the helper, and by mechanism the probabilities of their sentences, in their order. */
function judge(document: Document): { replies: Reply[]; judged: Float32Array[] } {
  const inputs: ReturnType<typeof sentenceInput>[] = []
  const replies = turnsOf(document, 'therapist').map((turn): Reply => {
    const sentences = sentencesOf(document, turn)
    const first = inputs.length
    for (const range of sentences) inputs.push(sentenceInput(document, range))
    return { turn, sentences, first, signs: signsOf(document, turn) }
  })
  return { replies, judged: shippedPanel(SENTENCE_MODELS).scoreAll(inputs) }
}

interface MechanismRating {
  level: 0 | 1 | 2
  probabilities: readonly number[]
  rationale: Finding | null
}

/** @param judged the probabilities of all sentences of the replies, in their order */
function rateMechanism(
  document: Document,
  replies: readonly Reply[],
  mechanism: Mechanism,
  judged: Float32Array,
): MechanismRating[] {
  const { scorer, all } = scoreMechanism(document, replies, mechanism, judged)
  return replies.map(({ turn, sentences, first }, at) => {
    const from = at * LEVELS.length
    const probabilities = [all[from], all[from + 1], all[from + 2]]
    const level = LEVEL_NUMBERS[scorer.decide(all, from)]
    if (level === 0 || sentences.length === 0) return { level, probabilities, rationale: null }
    const [start, end] = sentences[placeOfMost(judged, first, sentences.length)]
    const hit = { turn, from: start, to: end, value: mechanism }
    const rationale = document.findingOf('empathy', mechanism, hit, probabilities[level], REASONS[mechanism])
    return { level, probabilities, rationale }
  })
}

/** The probabilities of the levels of each reply, one after the other. */
function scoreMechanism(document: Document, replies: readonly Reply[], mechanism: Mechanism, judged: Float32Array) {
  const scorer = shippedScorer(empathyModels[mechanism].reply)
  const all = scorer.scoreAll(
    replies.map(({ turn, sentences, first, signs }) =>
      replyInput(document, turn, judged, first, sentences.length, signs),
    ),
  )
  return { scorer, all }
}

/** The place, of so many sentences from `first` on, of the one that is least likely to show nothing. */
function placeOfMost(judged: Float32Array, first: number, sentences: number): number {
  let place = 0
  for (let at = 1; at < sentences; at++)
    if (judged[(first + at) * LEVELS.length] < judged[(first + place) * LEVELS.length]) place = at
  return place
}
