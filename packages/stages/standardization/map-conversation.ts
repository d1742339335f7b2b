import type { Conversation, Json, JsonObject, Turn } from '@techdeck/contracts'
import { isKnownRole, roleOf, type Mapping } from '@techdeck/formats'
import type { RawConversation } from '../definition.ts'
import { cleanText, type Repairs } from './clean.ts'
import { guessLanguage } from './language.ts'
import { standardText } from './text.ts'
import { ConversationClock } from './time.ts'

/** What was done to one conversation, for the summary. */
export interface Changes extends Repairs {
  emptyTurns: number
  mergedTurns: number
  marks: number
}

/**
 * Maps a raw conversation to the canonical one; `turns` is empty where none has words.
 * A speaker's name is kept beside the role only where it says more than the role does.
 */
export function mapConversation(
  raw: RawConversation,
  place: { datasetSha256: string; file: string },
  mapping: Mapping,
  mergeTurns: boolean,
): { conversation: Conversation; changes: Changes } {
  const changes: Changes = { mojibake: 0, markup: 0, invisible: 0, emptyTurns: 0, mergedTurns: 0, marks: 0 }
  const clock = new ConversationClock()
  const roles = new Map<string | undefined, { role: Turn['role']; speaker: string | undefined }>()
  const turns: Turn[] = []
  for (const said of raw.turns) {
    const time = clock.seconds(said.time)
    const { text, marks } = standardText(said.text, changes)
    if (text === '') {
      changes.emptyTurns++
      continue
    }
    let who = roles.get(said.speaker)
    if (!who) roles.set(said.speaker, (who = identify(said.speaker, mapping)))
    const turn: Turn = { index: turns.length, role: who.role, text }
    if (who.speaker !== undefined) turn.speaker = who.speaker
    if (time !== undefined) turn.time_s = time
    if (marks) turn.marks = marks
    if (said.labels && Object.keys(said.labels).length > 0) turn.labels = cleanJson(said.labels) as JsonObject
    changes.marks += marks?.length ?? 0
    const last = turns.at(-1)
    if (mergeTurns && last && last.role === turn.role && last.speaker === turn.speaker) {
      join(last, turn)
      changes.mergedTurns++
    } else turns.push(turn)
  }
  const { line, row, byteOffset } = raw.position
  const conversation: Conversation = {
    id: raw.id,
    source: { dataset_id: place.datasetSha256, file: place.file, line, row, byte_offset: byteOffset },
    language: languageTag(raw.language) ?? guessLanguage(turns),
    turns,
    metadata: cleanJson(raw.metadata) as JsonObject,
    labels: cleanJson(raw.labels) as JsonObject,
  }
  return { conversation, changes }
}

function identify(speaker: string | undefined, mapping: Mapping): { role: Turn['role']; speaker: string | undefined } {
  const name = speaker === undefined ? '' : cleanText(speaker)
  return { role: roleOf(speaker, mapping) ?? 'other', speaker: name === '' || isKnownRole(name) ? undefined : name }
}

/** Appends `turn` to `last`, on a new line, so that it stays visible where one utterance ended. */
function join(last: Turn, turn: Turn): void {
  last.text = standardText(`${last.text}\n${turn.text}`).text
  if (turn.marks) last.marks = [...(last.marks ?? []), ...turn.marks]
  if (JSON.stringify(last.labels) !== JSON.stringify(turn.labels)) delete last.labels
}

const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/
const LANGUAGES: { readonly [name: string]: string } = {
  english: 'en',
  german: 'de',
  deutsch: 'de',
  french: 'fr',
  spanish: 'es',
  chinese: 'zh',
  portuguese: 'pt',
  italian: 'it',
  dutch: 'nl',
}

/** A BCP 47 tag in lower case; `undefined` when what the source says is none. */
function languageTag(language: string | undefined): string | undefined {
  if (language === undefined) return undefined
  const written = language.trim().toLowerCase().replaceAll('_', '-')
  return LANGUAGES[written] ?? (TAG.test(written) ? written : undefined)
}

function cleanJson(value: Json): Json {
  if (typeof value === 'string') return cleanText(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(cleanJson)
  const cleaned: JsonObject = {}
  for (const name in value) cleaned[cleanText(name)] = cleanJson(value[name])
  return cleaned
}
