import {
  defineModel,
  logOdds,
  Panel,
  turnRange,
  type ModelInput,
  type Scorer,
  type TrainingContext,
} from '../model/index.ts'
import { Document } from '../text/document.ts'
import { countPersons } from '../text/persons.ts'
import { CRISIS_LEVELS } from '../types.ts'
import { byTurn, CRISIS_CATEGORIES, findDisclosures, isClient } from './disclosures.ts'
import { INTENTION_AND_SEEKING, suicidalModel, turnInput } from './model.ts'

/** How people who post about crises are told apart in the data: those who comfort others, and the scale's levels. */
export const PEOPLE = ['supportive', ...CRISIS_LEVELS.slice(1)] as const

/** Judges of single turns, whose opinions are put together for a person. */
export interface TurnJudges {
  suicidal: Scorer<'text'>
  /** Of intention, and of seeking: both read the same. */
  intentionAndSeeking: Panel<'text'>
}

const SIGNS = [
  'intention',
  'suicidal',
  'seeking',
  'intends and seeks',
  'all',
  'of oneself',
  'of oneself, not of others',
]
const DENSE = [
  ...SIGNS.flatMap((sign) => [`most ${sign}`, `three most ${sign}`, `mean ${sign}`]),
  'turns',
  'words',
  'longest',
  ...CRISIS_CATEGORIES.map((category) => `${category} found`),
  'of oneself where risk is found',
  'seeking where risk is found',
  'intention where risk is found',
]

/**
 * What level of risk somebody is at, from all that they write. What single turns say is summed up as dense features:
 * people who comfort others write of suicide too, but not of themselves.
 */
export const peopleModel = defineModel({
  name: 'crisis-people',
  pack: 'core',
  kind: 'one',
  classes: PEOPLE,
  fields: { text: { once: true, letters: [3, 5] } },
  dense: DENSE,
  bits: 17,
  data: {
    files: [{ file: 'crisis/cssrs_users', licence: 'none stated' }],
    goal: 'macro_f1',
    limit: 20_000,
    intendedUse:
      'Ranks people by how likely they are at risk themselves, to be looked at by others; not an assessment.',
    knownFailures: ['Few people to learn from.', 'Behavior and attempt are told apart badly.'],
    examples: (rows, context) => {
      const judges = judgesFrom(context)
      return rows['crisis/cssrs_users'].map((row) => {
        const posts: string[] = row['posts']
        const document = new Document(posts.map((text, index) => ({ index, role: 'client', text })))
        return {
          id: row.id,
          group: row.id,
          label: String(row['label']).toLowerCase(),
          input: peopleInput(document, judgeTurns(document, judges)),
        }
      })
    },
  },
})

const judgesFrom = (context: TrainingContext): TurnJudges => ({
  suicidal: context.scorer(suicidalModel),
  intentionAndSeeking: new Panel(INTENTION_AND_SEEKING.map((model) => context.scorer(model))),
})

/** What judges say of one turn of a client: probabilities. */
export interface JudgedTurn {
  turn: number
  intention: number
  suicidal: number
  seeking: number
}

/** Judges all turns of clients. */
export function judgeTurns(document: Document, judges: TurnJudges): JudgedTurn[] {
  const disclosures = byTurn(findDisclosures(document))
  const turns = [...document.turns.keys()].filter((turn) => isClient(document, turn))
  const inputs = turns.map((turn) => turnInput(document, turn, disclosures.get(turn) ?? []))
  const suicidal = judges.suicidal.scoreAll(inputs)
  const [intention, seeking] = judges.intentionAndSeeking.scoreAll(inputs)
  return turns.map((turn, at) => {
    const yes = at * 2 + 1
    return { turn, intention: intention[yes], suicidal: suicidal[yes], seeking: seeking[yes] }
  })
}

/** All that the clients of a conversation say. */
export const peopleInput = (document: Document, judged: readonly JudgedTurn[]): ModelInput<'text'> => ({
  document,
  fields: { text: judged.map(({ turn }) => turnRange(document, turn)) },
  dense: signsOf(document, judged),
})

function signsOf(document: Document, judged: readonly JudgedTurn[]): number[] {
  const signs = SIGNS.map((): number[] => [])
  let words = 0
  let longest = 0
  const found = new Map(CRISIS_CATEGORIES.map((category) => [category, 0]))
  const disclosures = byTurn(findDisclosures(document))
  for (const own of disclosures.values()) for (const { category } of own) found.set(category, found.get(category)! + 1)
  let own = 0
  let seeks = 0
  let intends = 0
  for (const { turn, ...said } of judged) {
    const [intention, suicidal, seeking] = [said.intention, said.suicidal, said.seeking].map(logOdds)
    const { self, other } = countPersons(document, ...turnRange(document, turn))
    const length = Math.max(1, document.words[turn])
    const ofOneself = (10 * self) / length
    const notOfOthers = (10 * (self - other)) / length
    const all = [
      intention,
      suicidal,
      seeking,
      intention + seeking,
      intention + seeking + suicidal,
      ofOneself,
      notOfOthers,
    ]
    for (let sign = 0; sign < all.length; sign++) signs[sign].push(all[sign])
    words += length
    longest = Math.max(longest, length)
    if (disclosures.has(turn)) {
      own = Math.max(own, notOfOthers)
      seeks = Math.max(seeks, seeking)
      intends = Math.max(intends, intention)
    }
  }
  return [
    ...signs.flatMap(highest),
    Math.log1p(judged.length),
    Math.log1p(words),
    Math.log1p(longest),
    ...[...found.values()].map(Math.log1p),
    own,
    seeks,
    intends,
  ]
}

/** The highest, the mean of the three highest, and the mean of all. */
function highest(values: readonly number[]): number[] {
  if (values.length === 0) return [0, 0, 0]
  let [first, second, third] = [-Infinity, -Infinity, -Infinity]
  let sum = 0
  for (const value of values) {
    sum += value
    if (value > third) third = value
    if (third > second) [second, third] = [third, second]
    if (second > first) [first, second] = [second, first]
  }
  const three = values.length > 2 ? (first + second + third) / 3 : sum / values.length
  return [first, three, sum / values.length]
}

/** How likely somebody is at risk: ideation or beyond. */
export const atRisk = (probabilities: ArrayLike<number>): number =>
  probabilities[2] + probabilities[3] + probabilities[4]
