import type { Turn } from '@techdeck/contracts'
import type { Replacer } from './replace.ts'

/** Ours: by order of appearance among all speakers, or among those of a role. */
const OWN_SPEAKER = /^(?:person|client|therapist|system|other)-\d{1,4}$/

/**
 * Speakers' names under the policy for names. Redacted ones become `person-1`, `person-2` … in order of appearance, so
 * that it stays visible who speaks; the role is kept beside it.
 */
export function renameSpeakers(turns: Turn[], replacer: Replacer): Turn[] {
  const names = new Map<string, string>()
  const redacts = replacer.policyFor('name') !== 'surrogate' && replacer.policyFor('name') !== 'hash'
  return turns.map((turn) => {
    if (turn.speaker === undefined || OWN_SPEAKER.test(turn.speaker)) return turn
    let name = names.get(turn.speaker)
    if (name === undefined) {
      name = redacts ? `person-${names.size + 1}` : replacer.replace(turn.speaker, 'name')
      names.set(turn.speaker, name)
    }
    return { ...turn, speaker: name }
  })
}
