import type { Role } from '@techdeck/contracts'
import { isKnownRole, roleOf, type Mapping } from '@techdeck/formats'
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
  names: Iterable<string | undefined>,
  mapping: Pick<Mapping, 'roles'>,
): ReadonlyMap<string | undefined, Speaker> {
  const read = [...new Set(names)].map((written): { written: string | undefined; name: string; role: Role } => {
    const name = written === undefined ? '' : cleanText(written)
    return { written, name, role: roleOf(written, mapping) ?? 'other' }
  })
  if (read.some(({ role }) => role === 'therapist') && !read.some(({ role }) => role === 'client'))
    for (const one of read) if (one.role === 'other' && FAMILY.test(one.name)) one.role = 'client'

  const people = new Map<Role, Map<string, number>>()
  for (const { name, role } of read) {
    let known = people.get(role)
    if (!known) people.set(role, (known = new Map()))
    const person = personOf(name, role)
    if (!known.has(person)) known.set(person, known.size + 1)
  }
  return new Map(
    read.map(({ written, name, role }): [string | undefined, Speaker] => {
      const named = name !== '' && !isKnownRole(name)
      const known = people.get(role)!
      if (named) return [written, { role, speaker: name }]
      if (known.size < 2 || name === '') return [written, { role }]
      return [written, { role, speaker: `${role}-${known.get(personOf(name, role))}` }]
    }),
  )
}

/** What tells people of one role apart: a name, or the number behind a word for the role. */
function personOf(name: string, role: Role): string {
  const lower = name.toLowerCase()
  if (name === '' || !isKnownRole(name)) return lower
  if (FAMILY.test(name) || role === 'other') return lower
  return /\d{1,3}(?=\W*$)/.exec(lower)?.[0] ?? ''
}
