import { round } from '../figures.ts'
import { meansWithout, writePlace, type Flag, type Flagged, type Place } from './flagged.ts'
import type { Tier } from './note.ts'
import { SCALE, type ValidationSummary } from './summary.ts'

const LISTED = 5

/** Which conversations it is about, what to do, and which figures that would change. */
export interface Advice {
  conversations: number
  places: readonly Place[]
  /** What is wrong with them. */
  problem: string
  /** What to do, as an order. */
  todo: string
  /** What would change figures, such as ‘leaving them out’; the same as what is to be done where absent. */
  by?: string
  /** Figures as they are and as they would be; those that would not change are not told. */
  change: readonly (readonly [figure: string, from: number, to: number])[]
}

/** An advice as a sentence or two; counts, places and names of categories, no text. */
export function writeAdvice({ conversations: n, places, problem, todo, by = 'that', change }: Advice): string {
  const more = n - places.length
  const where =
    places.length === 0 ? '' : ` (${places.map(writePlace).join(', ')}${more > 0 ? ` and ${more} more` : ''})`
  const moves = change
    .filter(([, from, to]) => figure(from) !== figure(to))
    .map(([name, from, to]) => `${name} from ${figure(from)} to ${figure(to)}`)
  const effect = moves.length === 0 ? '' : `; ${by} would bring ${moves.join(' and ')}`
  return `${conversations(n)}${where}: ${problem}. ${todo}${effect}.`
}

/** What to do about what was found, worst first. */
export function recommend(
  summary: ValidationSummary,
  mode: string,
  unusable: { readonly [reason: string]: readonly Place[] },
  losses: readonly { reason: string; count: number }[],
): string[] {
  const answers = { missed: 0, harmful: 0 }
  for (const level of Object.values(summary.crisis))
    for (const answer of ['missed', 'harmful'] as const) answers[answer] += level[answer] ?? 0
  const { findings } = summary
  const terms = summary.terms + summary.mismatches
  const left = (flag: Flag, figures: readonly Figure[]) => changeWithout(summary, summary.flagged[flag], figures)
  const about: [Flag, Omit<Advice, 'conversations' | 'places'>][] = [
    [
      'crisis_answered_badly',
      {
        problem: `a disclosure of risk was missed (${answers.missed}) or answered harmfully (${answers.harmful})`,
        todo: 'Have a person review them before anybody trains on them',
        by: LEAVING_OUT,
        change: left('crisis_answered_badly', ['therapeutic_appropriateness', 'overall_score']),
      },
    ],
    [
      'unsound_replies',
      {
        problem: `unsound replies (${top(findings.unsound_reply)})`,
        todo: 'Have a person review them',
        by: LEAVING_OUT,
        change: left('unsound_replies', ['therapeutic_appropriateness', 'overall_score']),
      },
    ],
    [
      'crisis_partly_answered',
      {
        problem: 'a disclosure of risk was only partly taken up',
        todo: 'Look at how the talk went on',
        by: LEAVING_OUT,
        change: left('crisis_partly_answered', ['therapeutic_appropriateness', 'overall_score']),
      },
    ],
    [
      'wrong_codes',
      {
        problem: `${summary.mismatches} diagnostic codes do not belong to the disorder named beside them`,
        todo: 'Correct the codes in the source',
        change: [['dsm5_accuracy', terms === 0 ? 1 : summary.terms / terms, 1]],
      },
    ],
    [
      'identifiers',
      {
        problem: `identifiers in the text (${top(findings.identifier)})`,
        todo: 'Train on what processing makes of them, never on the source, and have a person read a sample',
        by: 'the same check of its output',
        change: [['privacy_compliance', meansWithout(summary.tiers, {}, SCALE).privacy ?? 1, 1]],
      },
    ],
    [
      'garbled',
      {
        problem: `${findings.content?.garbled ?? 0} turns look garbled`,
        todo: 'See by `./techdeck inspect` in which encoding the file was read',
        by: LEAVING_OUT,
        change: left('garbled', ['overall_score']),
      },
    ],
    [
      'low_alternation',
      {
        problem: 'one speaker says nearly everything in a row',
        todo: 'See by `./techdeck inspect` which column was taken for the speaker, and name the right one in a mapping',
        by: LEAVING_OUT,
        change: left('low_alternation', ['overall_score']),
      },
    ],
    [
      'repeated_turns',
      {
        problem: `${findings.content?.repeated_turn ?? 0} turns repeat an earlier turn word by word`,
        todo: 'Take the repeats out of the source',
        by: LEAVING_OUT,
        change: left('repeated_turns', ['overall_score']),
      },
    ],
  ]
  const advice = about.flatMap(([flag, one]) => {
    const flagged = summary.flagged[flag]
    return flagged ? [writeAdvice({ conversations: flagged.conversations, places: flagged.places, ...one })] : []
  })
  for (const { reason, count } of losses)
    if (UNUSABLE[reason])
      advice.push(
        writeAdvice({
          conversations: count,
          places: unusable[reason] ?? [],
          ...UNUSABLE[reason],
          change: [['conversations that are used', summary.conversations, summary.conversations + count]],
        }),
      )
  if (mode === 'fast' && summary.clinical < summary.conversations)
    advice.push(
      writeAdvice({
        conversations: summary.conversations - summary.clinical,
        places: [],
        problem: 'without the clinical and bias checks, since mode fast takes a sample',
        todo: 'Run in standard mode before training',
        change: [['conversations checked', summary.clinical, summary.conversations]],
      }),
    )
  return advice
}

const UNUSABLE: { readonly [reason: string]: Pick<Advice, 'problem' | 'todo' | 'by'> } = {
  too_few_turns: {
    problem: 'rejected, since they have too few turns',
    todo: 'See by `./techdeck inspect` whether rows of one conversation were taken to belong together',
    by: 'the option validation.minTurns at 1',
  },
  no_helper_turn: {
    problem: 'rejected, since no turn is a helper’s',
    todo: 'Name the helper’s role in a mapping',
  },
  no_client_turn: {
    problem: 'rejected, since no turn is a client’s',
    todo: 'Name the client’s role in a mapping',
  },
}

const LEAVING_OUT = 'leaving them out'

type Figure = 'therapeutic_appropriateness' | 'overall_score'

/** Figures that would be better without these conversations; nothing where none would be left. */
function changeWithout(
  { tiers }: ValidationSummary,
  flagged: Flagged | undefined,
  figures: readonly Figure[],
): Advice['change'] {
  const [before, after] = [meansWithout(tiers, {}, SCALE), meansWithout(tiers, flagged?.tiers, SCALE)]
  if (after.structure === undefined) return []
  const of: { [figure in Figure]: (means: { [tier in Tier]?: number }) => number } = {
    therapeutic_appropriateness: ({ clinical = 1 }) => clinical,
    overall_score: averageOf,
  }
  return figures.map((name) => [name, of[name](before), of[name](after)] as const).filter(([, from, to]) => to > from)
}

/** The mean of the tiers that were run; 0 where none was. */
export function averageOf(means: { [tier in Tier]?: number }): number {
  const values = Object.values(means)
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length
}

const figure = (value: number): string => String(round(value, 3))
export const conversations = (n: number): string => `${n} conversation${n === 1 ? '' : 's'}`
export const words = (name: string): string => name.replaceAll('_', ' ')

/** The most frequent categories with their counts. */
export function top(counts: { [category: string]: number } | undefined): string {
  return Object.entries(counts ?? {})
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, LISTED)
    .map(([category, n]) => `${words(category)} ${n}`)
    .join(', ')
}
