import { hash } from 'node:crypto'
import type { Json, JsonObject } from '@techdeck/contracts'

/** What a conversation shares with others of the same source: hashes, since the values themselves may identify. */
export type Groups = { client?: string; transcript?: string; template?: string }

/** Names of fields without case and signs, in the order in which they are believed. */
const FIELDS: { readonly [kind in keyof Groups]-?: readonly string[] } = {
  client: ['clientid', 'patientid', 'client', 'patient', 'seekerid', 'userid', 'participantid', 'subjectid'],
  transcript: ['transcriptid', 'transcript', 'sourceid', 'recordingid', 'videoid', 'videourl', 'videotitle', 'audioid'],
  template: ['templateid', 'template', 'scenarioid', 'scenario', 'questionid', 'promptid', 'personaid', 'seedid'],
}

/** Reads them from the metadata as the source has it, before anything is replaced in it. */
export function groupsOf(metadata: JsonObject): Groups {
  const values = new Map<string, Json>()
  for (const name in metadata) values.set(name.toLowerCase().replace(/[^a-z0-9]/g, ''), metadata[name])
  const groups: Groups = {}
  for (const [kind, names] of Object.entries(FIELDS) as [keyof Groups, readonly string[]][]) {
    const found = names.map((name) => values.get(name)).find(isKey)
    if (found !== undefined) groups[kind] = groupKey(kind, String(found).trim().toLowerCase())
  }
  return groups
}

/** Twelve hexadecimal digits: the same for equal values, on every machine. */
export const groupKey = (kind: string, value: string): string => hash('sha256', `${kind}:${value}`).slice(0, 12)

const isKey = (value: Json | undefined): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
