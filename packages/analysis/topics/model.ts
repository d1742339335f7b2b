import { defineModel, turnRanges, type Example, type ModelInput, type Range, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'

/** Topics that people seek counsel about. */
export const TOPICS = [
  'addiction',
  'anger-management',
  'anxiety',
  'behavioral-change',
  'children-adolescents',
  'counseling-fundamentals',
  'depression',
  'diagnosis',
  'domestic-violence',
  'eating-disorders',
  'family-conflict',
  'grief-and-loss',
  'human-sexuality',
  'intimacy',
  'legal-regulatory',
  'lgbtq',
  'marriage',
  'military-issues',
  'parenting',
  'professional-ethics',
  'relationship-dissolution',
  'relationships',
  'self-esteem',
  'self-harm',
  'sleep-improvement',
  'social-relationships',
  'spirituality',
  'stress',
  'substance-abuse',
  'trauma',
  'workplace-relationships',
] as const
export type Topic = (typeof TOPICS)[number]

/** What a conversation is about: reads what the client says, its beginning apart, and what the helper answers. */
export const topicModel = defineModel({
  name: 'topics',
  pack: 'core',
  kind: 'one',
  classes: TOPICS,
  fields: {
    opening: { letters: [3, 5], vectors: 0.2 },
    client: { once: true, letters: [3, 5], vectors: 0.2 },
    helper: { once: true, vectors: 0.1 },
  },
  vectors: 'meanings',
  dense: [...TOPICS.map((topic) => `words of ${topic}`), ...TOPICS.map((topic) => `${topic} in the opening`)],
  bits: 16,
  data: {
    files: [{ file: 'therapy/counselchat', licence: 'MIT' }],
    goal: 'accuracy',
    balanced: false,
    rarest: 3,
    limit: 12_000,
    penalties: [30, 10, 3, 1],
    intendedUse:
      'Says which concern a conversation is about, to balance data sets and to find conversations. No diagnosis.',
    knownFailures: ['One topic where several apply.', 'Topics that few questions of the data have are seldom said.'],
    examples: (rows) => questionsOf(rows['therapy/counselchat']).map(questionExample),
  },
})

/** The rows of each question: one text with all its answers. */
export const questionsOf = (rows: readonly Row[]): Row[][] => [...Map.groupBy(rows, (row) => questionKey(row)).values()]

export const questionKey = ({ question, title }: Row): string => String(question || title)

/** A question as a conversation: its title and text are the client's, the answers the helper's. */
export const questionTurns = (rows: readonly Row[]) => [
  { index: 0, role: 'client' as const, text: String(rows[0]['title'] ?? '') },
  { index: 1, role: 'client' as const, text: String(rows[0]['question'] ?? '') },
  ...rows.map((row, at) => ({ index: at + 2, role: 'therapist' as const, text: String(row['answer'] ?? '') })),
]

function questionExample(rows: readonly Row[]): Example<'opening' | 'client' | 'helper'> {
  return {
    id: rows[0].id,
    group: questionKey(rows[0]),
    label: rows[0]['topic'],
    input: topicInput(prepare(questionTurns(rows))),
  }
}

export function topicInput(document: Document): ModelInput<'opening' | 'client' | 'helper'> {
  const client = turnRanges(document, 'client')
  const opening = client.slice(0, 1)
  return {
    document,
    fields: { opening, client, helper: turnRanges(document, 'therapist') },
    dense: [...countWords(document, client), ...countWords(document, opening)],
  }
}

const places = new Map<Topic, number>(TOPICS.map((topic, at) => [topic, at]))

/** How often the words of each topic stand in ranges that follow each other, on a logarithmic scale. */
function countWords(document: Document, ranges: readonly Range[]): number[] {
  const counts = TOPICS.map(() => 0)
  let range = 0
  for (const { from, value } of document.hits('topic')) {
    while (range < ranges.length && ranges[range][1] <= from) range++
    if (range < ranges.length && ranges[range][0] <= from) counts[places.get(value)!]++
  }
  return counts.map(Math.log1p)
}
