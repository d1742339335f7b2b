import {
  codeStrategies,
  codeTalk,
  detectEmotions,
  findSymptoms,
  rateOutcome,
  rateTopics,
  sessionMeasures,
} from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { codeReplies, showsEmpathy, type CodedReply } from '../coded-replies.ts'
import { count, round } from '../figures.ts'
import type { ProcessingOptions } from './contract.ts'
import type { ValidationNote } from '../validation/note.ts'

type Counts = { [label: string]: number }

/** What was done and said in a session: labels by turn and counts, never words. */
export type Therapy = {
  /** Turn, label and how likely it is right, of each turn of the helper, and of the client. */
  behaviours: [turn: number, label: string, confidence: number][]
  talk: [turn: number, label: string, confidence: number][]
  /** How often each label, feeling (the client's), symptom topic and crisis level occurs. */
  counts: {
    behaviours: Counts
    talk: Counts
    topics: Counts
    emotions: Counts
    symptoms: Counts
    crisis: Counts
    /** Of the pack `research` alone. */
    strategies?: Counts
    outcomes?: Counts
  }
  /** Means of the helper's turns, in [0, 2], and the share of them with any cue. */
  empathy: { emotional_reaction: number; interpretation: number; exploration: number; cue_rate: number }
  measures: {
    reflection_to_question: number | null
    open_questions: number | null
    complex_reflections: number | null
    helper_talk: number | null
    change_talk: number | null
    change_talk_slope: number | null
    mi_adherence: number | null
    /** How likely people would call it a session of motivational interviewing of high quality. */
    mi_quality: number | null
  }
  /** Signals of the working alliance in each third of the session. */
  alliance: { bond: number; agreement: number; strain: number }[]
  crisis: { level: string; answered: string | null } | null
}

/** Analyses de-identified turns; how a crisis was met, and replies that validation coded, are taken from there: it read the text as it was. */
export function analyseTherapy(
  turns: Turn[],
  { crisis, coded = codeReplies(turns) }: Pick<ValidationNote, 'crisis' | 'coded'>,
  { research }: Pick<ProcessingOptions, 'research'>,
): Therapy {
  const talk = codeTalk(turns)
  const { alliance, ...measures } = sessionMeasures(turns, { behaviours: coded, talk })
  return {
    behaviours: coded.map(({ turn, label, confidence }) => [turn, label, confidence]),
    talk: talk.map(({ turn, label, confidence }) => [turn, label, round(confidence)]),
    counts: {
      behaviours: tally(coded.map(({ label }) => label)),
      talk: tally(talk.map(({ label }) => label)),
      topics: { [topicOf(turns)]: 1 },
      emotions: { ...detectEmotions(turns).client },
      symptoms: tally(findSymptoms(turns).map(({ category }) => category)),
      crisis: crisis ? { [crisis.level]: 1 } : {},
      ...(research && researchCounts(turns)),
    },
    empathy: empathyOf(coded),
    measures: {
      reflection_to_question: rounded(measures.reflectionToQuestionRatio),
      open_questions: rounded(measures.openQuestionShare),
      complex_reflections: rounded(measures.complexReflectionShare),
      helper_talk: rounded(measures.helperTalkShare),
      change_talk: rounded(measures.changeTalkShare),
      change_talk_slope: rounded(measures.changeTalkSlope),
      mi_adherence: rounded(measures.miAdherence),
      mi_quality: rounded(measures.sessionQuality?.probability ?? null),
    },
    alliance: alliance.map(({ bond, agreement, strain }) => ({ bond, agreement, strain })),
    crisis: crisis ? { level: crisis.level, answered: crisis.answered } : null,
  }
}

/** What the pack `research` says; nothing where it is not installed. */
function researchCounts(turns: readonly Turn[]): Pick<Therapy['counts'], 'strategies' | 'outcomes'> {
  const strategies = codeStrategies(turns)
  const outcome = rateOutcome(turns)
  return {
    ...(strategies && { strategies: tally(strategies.map(({ label }) => label)) }),
    ...(outcome && { outcomes: { [outcome.outcome]: 1 } }),
  }
}

/** Below this a topic is not said. */
const TOPIC_FROM = 0.3

function topicOf(turns: readonly Turn[]): string {
  const { topic, confidence } = rateTopics(turns)
  return confidence < TOPIC_FROM ? 'unclear' : topic
}

function tally(labels: readonly string[]): Counts {
  const counts: Counts = {}
  for (const label of labels) count(counts, label)
  return counts
}

function empathyOf(coded: readonly CodedReply[]): Therapy['empathy'] {
  const mean = (of: (reply: CodedReply) => number): number =>
    round(coded.reduce((sum, reply) => sum + of(reply), 0) / Math.max(1, coded.length))
  return {
    emotional_reaction: mean(({ empathy }) => empathy[0]),
    interpretation: mean(({ empathy }) => empathy[1]),
    exploration: mean(({ empathy }) => empathy[2]),
    cue_rate: mean((reply) => Number(showsEmpathy(reply))),
  }
}

const rounded = (value: number | null): number | null => (value === null ? null : round(value))
