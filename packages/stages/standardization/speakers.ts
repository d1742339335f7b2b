import type { Role } from '@techdeck/contracts'
import type { Mapping } from '@techdeck/formats'
import { isKnownRole, roleOf } from '@techdeck/formats/names'
import { cleanText } from './clean.ts'

/** Who says a turn. The name is kept where it says more than the role does. */
export interface Speaker {
  role: Role
  speaker?: string
}

/** Who comes to a session together: clients, where nobody else is one. */
const FAMILY =
  /^(?:husband|wife|partner|spouse|mother|father|mom|mum|dad|parent|son|daughter|child|brother|sister|girlfriend|boyfriend|family)(?: ?\d{1,2})?$/i

/**
 * Tells the speakers of one conversation apart, by their names as written.
 *
 * Where several share a role, those whose names say no more than that (`Client 1`, `Wife`) become `client-1`, `client-2` …
 * in order of appearance, so that a couple or a group stays several people under one role. Different words for the one
 * client (`Patient`, `P`) are one speaker.
 */
export function speakersOf(
  turns: readonly { speaker: string | undefined; name?: string }[],
  mapping: Pick<Mapping, 'roles'>,
): Speaker[] {
  const written = new Map<string, { name: string; role: Role }>()
  const known = turns.map(({ speaker, name }) => {
    const key = name === undefined ? (speaker ?? '') : `${speaker}\0${name}`
    let one = written.get(key)
    if (!one)
      written.set(key, (one = { name: cleanText(name ?? speaker ?? ''), role: roleOf(speaker, mapping) ?? 'other' }))
    return one
  })
  const all = [...written.values()]
  if (all.some(({ role }) => role === 'therapist') && !all.some(({ role }) => role === 'client'))
    for (const one of all) if (one.role === 'other' && FAMILY.test(one.name)) one.role = 'client'

  const people = new Map<Role, Map<string, number>>()
  for (const { name, role } of all) {
    let ofRole = people.get(role)
    if (!ofRole) people.set(role, (ofRole = new Map()))
    const person = personOf(name, role)
    if (!ofRole.has(person)) ofRole.set(person, ofRole.size + 1)
  }
  return known.map(({ name, role }): Speaker => {
    if (name !== '' && !isKnownRole(name)) return { role, speaker: name }
    const ofRole = people.get(role)!
    if (ofRole.size < 2 || name === '') return { role }
    return { role, speaker: `${role}-${ofRole.get(personOf(name, role))}` }
  })
}

/** What tells people of one role apart: a name, or the number behind a word for the role. */
function personOf(name: string, role: Role): string {
  const lower = name.toLowerCase()
  if (name === '' || !isKnownRole(name)) return lower
  if (FAMILY.test(name) || role === 'other') return lower
  return /\d{1,3}(?=\W*$)/.exec(lower)?.[0] ?? ''
}
