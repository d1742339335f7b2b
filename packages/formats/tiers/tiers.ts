import { passed, refused } from '../refused.ts'
import type { MemberProblem, UnpackLimits } from '../types.ts'
import { WrittenText } from '../written-text.ts'

/** A stretch of a tier. */
export interface Stretch {
  /** In seconds; `null` where it is not aligned. */
  begin: number | null
  end: number | null
  text: string
}

export interface Tier {
  name: string
  /** Who speaks in it; those of one speaker are different views of the same. */
  speaker: string
  /** It belongs to another one: a translation, a gloss. */
  isDependent: boolean
  stretches: Stretch[]
}

/** What tiers are called that hold no words. */
const NO_SPEECH =
  /(?:^|[\s_.:@[(-])(?:phones?|phonemes?|gloss(?:es)?|transl\w*|translations?|pos|morph\w*|comments?|notes?|gestures?|gaze|codes?|coding|noises?|nv|ft|gls|ge|ps|akz|pause)(?:$|[\s_.:@)\]-])/i
/** Words of a tier that holds each by itself are parted by less than so many seconds. */
const GAP = 1

/** Takes care that tiers, which are held at once to put their stretches in order, stay small. @throws UnprocessableFileError when they do not */
export class TierRoom {
  readonly #limits: UnpackLimits
  #left: number

  constructor(limits: UnpackLimits) {
    this.#limits = limits
    this.#left = limits.maxTierChars
  }

  take(characters: number): void {
    this.#left -= characters + 32
    if (this.#left >= 0) return
    throw refused(
      'too_large',
      ['The annotations are too large to be held at once.', 'Export the words alone, as text or as a table.'],
      passed('maxTierChars', this.#limits),
    )
  }
}

/** One tier of words a speaker, by how much prose it holds; and how many were passed over that hold something else. */
export function spokenTiers(tiers: readonly Tier[]): { spoken: Tier[]; passedOver: number } {
  const filled = tiers
    .map((tier) => ({ ...tier, stretches: tier.stretches.filter(({ text }) => text.trim() !== '') }))
    .filter(({ stretches }) => stretches.length > 0)
  const bySpeaker = Map.groupBy(filled, ({ speaker }) => speaker)
  const best = [...bySpeaker.values()].map((own) => own.toSorted((a, b) => worth(b) - worth(a))[0])
  const named = best.filter(({ name }) => !NO_SPEECH.test(name))
  const spoken = named.length > 0 ? named : best
  return { spoken, passedOver: filled.length - spoken.length }
}

/** Words in it; a translation is as long as what it translates. */
const worth = ({ name, isDependent, stretches }: Tier): number =>
  stretches.reduce((sum, { text }) => sum + text.trim().split(/\s+/).length, 0) *
  (isDependent ? 0.4 : 1) *
  (NO_SPEECH.test(name) ? 0.1 : 1)

/** What is said in all tiers, in its order, as JSON with a turn a line. */
export function turnsOf(tiers: readonly Tier[]): { content: Uint8Array; problems: MemberProblem[] } {
  const { spoken, passedOver } = spokenTiers(tiers)
  const turns = spoken
    .flatMap(({ speaker, stretches }, tier) =>
      withJoinedWords(stretches).map((stretch, at) => ({ speaker, tier, at, ...stretch })),
    )
    .toSorted((a, b) => (a.begin ?? 0) - (b.begin ?? 0) || a.tier - b.tier || a.at - b.at)
  const written = new WrittenText()
  written.add('{"turns":[')
  for (const [at, { speaker, text, begin, end }] of turns.entries()) {
    const times = { ...(begin !== null && { time: begin }), ...(end !== null && { end }) }
    written.add(`${at === 0 ? '' : ','}\n${JSON.stringify({ speaker, text: text.trim(), ...times })}`)
  }
  written.add('\n]}\n')
  const problems = [
    {
      code: 'tiers_passed_over',
      message:
        'Of each speaker the tier with the words is read. Tiers with translations, notes or codes are passed over.',
      count: passedOver,
    },
  ]
  return { content: written.take(true) ?? new Uint8Array(), problems: passedOver === 0 ? [] : problems }
}

/** Words of a tier that holds one a stretch, put together where they follow each other. */
function withJoinedWords(stretches: Stretch[]): Stretch[] {
  const words = stretches.filter(({ text }) => !/\s/.test(text.trim())).length
  if (stretches.length < 10 || words < stretches.length * 0.9) return stretches
  const joined: Stretch[] = []
  for (const stretch of stretches) {
    const last = joined.at(-1)
    if (last && (stretch.begin ?? 0) - (last.end ?? 0) < GAP) {
      last.text += ` ${stretch.text.trim()}`
      last.end = stretch.end
    } else joined.push({ ...stretch, text: stretch.text.trim() })
  }
  return joined
}
