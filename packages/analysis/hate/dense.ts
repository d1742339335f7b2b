import type { Document, Hit } from '../text/document.ts'
import { HOSTILE_KINDS, type SentenceEvidence } from './evidence.ts'

const SLUR_AXES = [
  'race_ethnicity',
  'religion',
  'sexual_orientation',
  'gender_and_sex',
  'ability',
  'characteristics',
] as const

/** What evidence names, and what follows from two of its names together. */
const NAMES = [
  'target',
  'target_near',
  'slur_own',
  ...SLUR_AXES.map((axis) => `slur_${axis}`),
  ...HOSTILE_KINDS,
  ...HOSTILE_KINDS.map((kind) => `near_${kind}`),
  'near_granted_denied',
  'many',
  ...HOSTILE_KINDS.map((kind) => `${kind}_denied`),
  ...HOSTILE_KINDS.map((kind) => `${kind}_quoted`),
  'granted',
  'granted_denied',
  'granted_denied_quoted',
  'counter',
  'opinion',
  'quotes',
  'you',
  'self',
  'denial',
  'negative',
  'negative_denied',
  'positive',
  'asks',
  'hostile',
  'near_hostile',
  'many_hostile',
  'hostile_counter',
  'hostile_quotes',
  'quotes_counter',
]

/** The features that evidence is read as: each name where a group is spoken of, and where there is a slur alone. */
export const EVIDENCE_FEATURES = ['evidence', ...NAMES, ...NAMES.map((name) => `alone_${name}`)]
const places = new Map(EVIDENCE_FEATURES.map((name, at) => [name, at]))

/** The evidence of one turn as numbers, in the order of {@link EVIDENCE_FEATURES}. */
export function evidenceFeatures(sentences: readonly SentenceEvidence[]): Float32Array {
  const values = new Float32Array(EVIDENCE_FEATURES.length)
  if (sentences.length === 0) return values
  const most: Record<string, number> = {}
  for (const { features } of sentences)
    for (const [name, value] of Object.entries(features)) most[name] = Math.max(most[name] ?? 0, value)
  const holds = (name: string): boolean => (most[name] ?? 0) > 0
  if (HOSTILE_KINDS.some(holds) || holds('granted_denied')) most['hostile'] = 1
  if (HOSTILE_KINDS.some((kind) => holds(`near_${kind}`)) || holds('near_granted_denied')) most['near_hostile'] = 1
  for (const [name, a, b] of JOINED) if (holds(a) && holds(b)) most[name] = 1
  const prefix = holds('target') ? '' : 'alone_'
  values[0] = 1
  for (const [name, value] of Object.entries(most)) {
    const at = places.get(prefix + name)
    if (at !== undefined) values[at] = value
  }
  return values
}

/** Of {@link EVIDENCE_FEATURES}, those that occur often enough to be learnt from beside the words themselves. */
export const FREQUENT_FEATURES = [
  'evidence',
  'target',
  'target_near',
  ...HOSTILE_KINDS,
  'hostile',
  'near_hostile',
  'many_hostile',
  'granted_denied',
  'counter',
  'quotes',
  'negative',
  'positive',
  'you',
  'self',
  'alone_hostile',
  'alone_you',
]
const frequentPlaces = FREQUENT_FEATURES.map((name) => places.get(name)!)

export const frequentFeatures = (sentences: readonly SentenceEvidence[]): Float32Array => {
  const all = evidenceFeatures(sentences)
  return Float32Array.from(frequentPlaces, (at) => all[at])
}

const JOINED = [
  ['many_hostile', 'many', 'near_hostile'],
  ['hostile_counter', 'hostile', 'counter'],
  ['hostile_quotes', 'hostile', 'quotes'],
  ['quotes_counter', 'quotes', 'counter'],
] as const

const PEOPLE_AXES = ['gender_and_sex', 'sexual_orientation', 'race_ethnicity', 'religion', 'characteristics', 'ability']

/** Counts of words of the lists in a turn, whatever they stand beside. */
export const WORD_FEATURES = [
  ...SLUR_AXES.map((axis) => `slur:${axis}`),
  ...HOSTILE_KINDS.map((kind) => `hostile:${kind}`),
  ...PEOPLE_AXES.map((axis) => `hate_people:${axis}`),
  'granted:',
]
const wordPlaces = new Map(WORD_FEATURES.map((name, at) => [name, at]))
const MOST = 3

export function wordFeatures(document: Document, turn: number): Float32Array {
  const values = new Float32Array(WORD_FEATURES.length)
  const [from, to] = [document.turnStart[turn], document.turnStart[turn + 1]]
  const count = (list: string, hits: readonly Hit[]): void => {
    for (const hit of hits) {
      const at = wordPlaces.get(`${list}:${hit.value}`)!
      if (hit.turn === turn && values[at] < MOST) values[at]++
    }
  }
  count('slur', document.hitsWithin('slur', from, to))
  count('hostile', document.hitsWithin('hostile', from, to))
  count('hate_people', document.hitsWithin('hate_people', from, to))
  count('granted', document.hitsWithin('granted', from, to))
  return values
}
