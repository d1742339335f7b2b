import type { ReviewLane, ReviewStatus, ReviewVerdict, ReviewView, VerdictReason } from '@techdeck/contracts'
import { title, words } from '../../format.ts'
import type { Tone } from '../../ui/badge.tsx'

export const LANES: Readonly<Record<ReviewLane, { title: string; tone: Tone }>> = {
  crisis: { title: 'Crisis', tone: 'bad' },
  risk: { title: 'Risk', tone: 'warn' },
  contradiction: { title: 'Contradiction', tone: 'busy' },
  uncertain: { title: 'Uncertain', tone: 'quiet' },
}

export const STATUSES: Readonly<Record<ReviewStatus, string>> = {
  open: 'Waiting',
  disputed: 'To settle',
  settled: 'Decided',
}

export const VERDICT_NAMES: Readonly<Record<ReviewVerdict, string>> = {
  keep: 'Keep',
  leave_out: 'Leave out',
  unsure: 'Not sure',
}

export const REASON_NAMES: Readonly<Record<VerdictReason, string>> = {
  sound: 'It is sound',
  crisis_answered_badly: 'A crisis is answered badly',
  harmful_reply: 'A reply does harm',
  stereotype: 'It generalises about a group',
  identifies_somebody: 'It tells who somebody is',
  incoherent: 'It does not hang together',
  poor_helping: 'Poor helping',
  detector_is_wrong: 'The detector is wrong',
  other: 'Something else',
}

/** Why it is asked about, as one line: `Crisis ideation, answered missed`. */
export const reasonsOf = ({ reasons }: Pick<ReviewView, 'reasons'>): string => title(reasons.map(words).join(', '))

/** How far it is, for whoever asks. */
export function howFar({ status, given, final, settled_by: settledBy }: ReviewView): string {
  if (status === 'settled' && final !== null)
    return `${VERDICT_NAMES[final]}, ${settledBy === null ? 'as both said' : 'as a third settled it'}`
  if (status === 'disputed') return 'Two differ, or are not sure'
  return given === 0 ? 'No verdict yet' : '1 verdict of 2'
}
