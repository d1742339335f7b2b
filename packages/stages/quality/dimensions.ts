import type { Conversation } from '@techdeck/contracts'
import type { Therapy } from '../processing/therapy.ts'
import type { ValidationNote } from '../validation/note.ts'
import type { Dimension } from './note.ts'
import { asSureAs, scoreOf, type Scored } from './parts.ts'
import { measureText, type TextFigures } from './text-figures.ts'

/** What is known of a conversation when it is scored. */
export interface Known {
  conversation: Conversation
  validation: ValidationNote
  therapy: Therapy
  replaced: { readonly [category: string]: number }
}

/**
 * Every dimension of a conversation, each the mean of named parts ({@link scoreOf}). A tier of validation that was not
 * run on it counts as faultless.
 */
export function scoreDimensions({ conversation, validation, therapy, replaced }: Known): Record<Dimension, Scored> {
  const text = measureText(conversation)
  return {
    completeness: completeness(text),
    coherence: coherence(text),
    turn_balance: turnBalance(text),
    therapeutic_skill: therapeuticSkill(therapy, text),
    empathy: empathy(therapy),
    safety: safety(validation),
    privacy: privacy(replaced, text),
    bias: scoreOf([{ value: validation.tiers.bias ?? 1, weight: 1, low: ['stereotypes', 0.75] }]),
    language: language(conversation, validation.tiers.content ?? 1, text),
    uniqueness: uniqueness(text),
  }
}

const TURNS_IN_FULL = 16
const WORDS_IN_FULL = 400
/** Words that a speaker says, on average, while having the floor, in a talk that goes into something. */
const FLOOR_IN_FULL = 14

/** Enough turns and words for a conversation, said at some length, and an end. */
export function completeness({ turns, helperWords, clientWords, floors, cutOff }: TextFigures): Scored {
  const words = helperWords + clientWords
  return scoreOf([
    { value: turns / TURNS_IN_FULL, weight: 2, low: ['few_turns', 6 / TURNS_IN_FULL] },
    { value: Math.sqrt(words / WORDS_IN_FULL), weight: 3, low: ['few_words', Math.sqrt(80 / WORDS_IN_FULL)] },
    { value: floors === 0 ? 0 : words / floors / FLOOR_IN_FULL, weight: 3, low: ['short_turns', 0.4] },
    { value: cutOff ? 0 : 1, weight: 1, low: ['ends_mid_sentence', 1] },
  ])
}

/** Whether the two answer each other. */
export const coherence = ({ alternation, uptake }: TextFigures): Scored =>
  scoreOf([
    { value: alternation / 0.9, weight: 1, low: ['speakers_do_not_alternate', 0.55] },
    { value: 0.45 + uptake, weight: 1, low: ['replies_take_up_little', 0.65] },
  ])

/** Whether the client gets room: full marks while the helper speaks between a seventh and somewhat over half of the words. */
export function turnBalance({ helperWords, clientWords }: TextFigures): Scored {
  const words = helperWords + clientWords
  const helper = words === 0 ? 0.5 : helperWords / words
  return scoreOf([
    { value: 1 - (helper - 0.55) / 0.4, weight: 1, low: ['helper_dominates', 0.625] },
    { value: 0.4 + 4 * helper, weight: 1, low: ['helper_says_little', 1] },
  ])
}

/** So many directives in a hundred of the helper's words cost all that directing can cost. */
const DIRECTIVES_IN_FULL = 1.5

/**
 * What the helper does: listening (questions and reflections) against telling, reflections that go beyond what was said,
 * how often the client is told what to do, and where the client's own talk goes.
 */
export function therapeuticSkill(
  { behaviours: turns, counts: { behaviours, talk }, measures }: Therapy,
  { directives, helperWords }: Pick<TextFigures, 'directives' | 'helperWords'>,
): Scored {
  const { question = 0, reflection = 0, therapist_input: input = 0 } = behaviours
  const coded = question + reflection + input
  const listening = coded === 0 ? 0.5 : (question + reflection) / coded
  const directing = (100 * directives) / Math.max(helperWords, 50) / DIRECTIVES_IN_FULL
  const asksMuch = question > 2
  return asSureAs(
    turns.length,
    scoreOf([
      { value: (listening - 0.3) / 0.6, weight: 3, low: ['much_advice', 1 / 3] },
      { value: 1 - directing, weight: 4, low: ['much_direction', 0.6] },
      { value: reflection / Math.max(1, turns.length) / 0.25, weight: 1, low: ['no_reflections', 1e-9] },
      { value: (measures.complex_reflections ?? 0) / 0.4, weight: 1 },
      {
        value: asksMuch ? (measures.open_questions ?? 0) / 0.7 : 1,
        weight: 1,
        low: ['mostly_closed_questions', 0.29],
      },
      { value: changeTalk(talk) / 0.6, weight: 3, low: ['client_argues_against_change', 0.5] },
    ]),
  )
}

/** The share of change talk among what a client says for and against change, drawn to the middle where little was said. */
const changeTalk = ({ change = 0, sustain = 0 }: { [label: string]: number }): number =>
  (change + 1) / (change + sustain + 2)

/** Whether replies show that something was felt or understood, and whether the client takes it so. */
export function empathy({ behaviours: turns, counts: { behaviours }, empathy: shown, alliance }: Therapy): Scored {
  const bond = alliance.reduce((sum, third) => sum + third.bond, 0)
  const strain = alliance.reduce((sum, third) => sum + third.strain, 0)
  // A reflection says in other words what was felt or meant.
  const reflecting = (behaviours.reflection ?? 0) / Math.max(1, turns.length)
  return asSureAs(
    turns.length,
    scoreOf([
      {
        value: (shown.cue_rate + reflecting) / 0.67,
        weight: 2,
        low: ['little_empathy_shown', 1 / 6],
      },
      { value: (shown.emotional_reaction + shown.interpretation + reflecting) / 0.6, weight: 2 },
      { value: bond / 2, weight: 2 },
      { value: 1 - strain / 3, weight: 2, low: ['strain_between_them', 0.4] },
    ]),
  )
}

/** Whether a crisis was met well and no reply is unsound, as validation's clinical tier says. */
export function safety({ tiers, crisis }: ValidationNote): Scored {
  const { score, reasons } = scoreOf([{ value: tiers.clinical ?? 1, weight: 1, low: ['unsound_replies', 0.75] }])
  const answered = crisis?.answered
  return { score, reasons: answered === 'missed' || answered === 'harmful' ? [`crisis_${answered}`] : reasons }
}

/** How much of the text stayed as it was said: each replaced identifier takes something away. */
export function privacy(replaced: Known['replaced'], { helperWords, clientWords }: TextFigures): Scored {
  const density = Object.values(replaced).reduce((sum, n) => sum + n, 0) / Math.max(1, helperWords + clientWords)
  return scoreOf([{ value: 1 - 8 * density, weight: 1, low: ['many_identifiers_replaced', 0.68] }])
}

/** Words that can be read, in a language that we know. */
export const language = (
  { language: tag }: Pick<Conversation, 'language'>,
  contentTier: number,
  { vocabularyWords, distinctWords }: TextFigures,
): Scored =>
  scoreOf([
    { value: contentTier, weight: 4, low: ['garbled_or_repetitive', 0.7] },
    { value: tag === 'und' ? 0 : 1, weight: 2, low: ['language_unknown', 1] },
    {
      value: vocabularyWords < 100 ? 1 : distinctWords / Math.sqrt(vocabularyWords) / 5,
      weight: 2,
      low: ['poor_vocabulary', 0.7],
    },
  ])

/** Whether turns say new things, or repeat what was said word by word. */
export function uniqueness({ repeatedTurns, turns }: TextFigures): Scored {
  const share = repeatedTurns / Math.max(1, turns)
  return scoreOf([{ value: 1 - 3 * share, weight: 1, low: ['repeated_turns', 0.7] }])
}
