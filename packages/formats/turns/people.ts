import type { Json, JsonObject } from '@techdeck/contracts'
import { normalName } from '../columns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import type { RawTurn } from '../types.ts'
import { isObject } from './path.ts'
import { asText } from './texts.ts'

const PEOPLE = new Set(['participants', 'speakers', 'people', 'persons', 'users', 'members', 'speaker_map', 'roles'])
const IDS = ['id', 'speaker_id', 'participant_id', 'user_id', 'speaker', 'participant', 'label', 'key', 'code', 'index']
const NAMES = ['role', 'speaker_role', 'type', 'name', 'display_name', 'real_name', 'label']

/**
 * Names speakers by what an object says of them beside the turns: `participants: [{id: "P1", role: "client"}]`,
 * `speakers: {"A": "Therapist"}`. What it does not name stays as it is.
 */
export function nameSpeakers(object: JsonObject, turns: RawTurn[]): void {
  for (const field in object) {
    const value = object[field]
    if (typeof value !== 'object' || value === null || !PEOPLE.has(normalName(field))) continue
    const names = namesOf(value)
    for (const turn of turns) {
      const name = turn.speaker === undefined ? undefined : names.get(turn.speaker.trim().toLowerCase())
      // One who calls themself by a role needs no name.
      if (name !== undefined && (isKnownRole(name) || !isKnownRole(turn.speaker ?? ''))) turn.speaker = name
    }
  }
}

function namesOf(people: Json[] | JsonObject): Map<string, string> {
  const entries = Array.isArray(people)
    ? people
        .filter(isObject)
        .flatMap((person) => IDS.flatMap((id) => idOf(person, id).map((key) => [key, person] as const)))
    : Object.entries(people)
  const names = new Map<string, string>()
  for (const [id, person] of entries) {
    const key = id.trim().toLowerCase()
    const name = isObject(person) ? nameOf(person) : asText(person)
    if (name !== undefined && name !== '' && !names.has(key)) names.set(key, name)
  }
  return names
}

const idOf = (person: JsonObject, field: string): string[] => {
  const id = asText(person[field])
  return id === undefined ? [] : [id]
}

/** A role before a name, and what is called so only when it is one. */
function nameOf(person: JsonObject): string | undefined {
  const said = NAMES.map((field) => asText(person[field])).filter((name) => name !== undefined)
  return said.find(isKnownRole) ?? asText(person['name'] ?? person['real_name'] ?? person['display_name'])
}
