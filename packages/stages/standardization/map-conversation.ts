import type { Conversation, Json, JsonObject, Turn } from '@techdeck/contracts'
import type { Mapping } from '@techdeck/formats'
import type { RawConversation } from '../definition.ts'
import { codePoints } from '../offsets.ts'
import { appendToLast } from './append-turn.ts'
import { isSameSpeaker, joinBrokenTurns } from './broken-turns.ts'
import { noChanges, type Changes } from './changes.ts'
import { cleanText } from './clean.ts'
import { languageTag } from './language-tag.ts'
import { languageOf } from './language.ts'
import { ownFields } from './own-fields.ts'
import { speakersOf } from './speakers.ts'
import { standardText } from './text.ts'
import { ConversationClock } from './time.ts'

/** Maps a raw conversation to the canonical one; `turns` is empty where none has words. */
export async function mapConversation(
  raw: RawConversation,
  place: { datasetSha256: string; file: string },
  mapping: Mapping,
  options: { joinBrokenTurns: boolean; mergeTurns: boolean },
): Promise<{ conversation: Conversation; changes: Changes }> {
  const changes = noChanges()
  let turns = cleanTurns(raw, mapping, changes)
  if (options.joinBrokenTurns) {
    const { turns: whole, joined } = joinBrokenTurns(turns)
    changes.brokenTurns = joined
    turns = whole
  }
  if (options.mergeTurns) {
    const merged = mergeTurns(turns)
    changes.mergedTurns = turns.length - merged.length
    turns = merged
  }
  const language = languageTag(raw.language) ?? languageOf(turns)
  const { line, row, byteOffset } = raw.position
  const conversation: Conversation = {
    id: raw.id,
    source: { dataset_id: place.datasetSha256, file: place.file, line, row, byte_offset: byteOffset },
    language: typeof language === 'string' ? language : await language,
    turns,
    metadata: cleanJson(raw.metadata) as JsonObject,
    labels: cleanJson(raw.labels) as JsonObject,
  }
  return { conversation, changes }
}

function cleanTurns(raw: RawConversation, mapping: Mapping, changes: Changes): Turn[] {
  const clock = new ConversationClock()
  const said = raw.turns.flatMap((turn) => {
    const time = clock.seconds(turn.time)
    const { text, marks } = standardText(turn.text, changes)
    if (text !== '') return [{ time, text, marks, ...ownFields(turn) }]
    changes.emptyTurns++
    return []
  })
  const speakers = speakersOf(said, mapping)
  return said.map(({ time, text, marks, ownMarks, labels }, index) => {
    const { role, speaker } = speakers[index]
    const turn: Turn = { index, role, text }
    if (speaker !== undefined) turn.speaker = speaker
    if (time !== undefined) turn.time_s = time
    const placed = ownMarks ?? marks.map(({ what, at }) => ({ what, at: codePoints(text.slice(0, at)) }))
    if (placed.length > 0) {
      const end = codePoints(text)
      turn.marks = placed.map(({ what }) => what)
      turn.mark_at = placed.map(({ at }) => Math.min(at, end))
      changes.marks += placed.length
    }
    if (labels && Object.keys(labels).length > 0) turn.labels = cleanJson(labels) as JsonObject
    return turn
  })
}

/** Puts adjacent turns of one speaker into one, each on a line of its own, so that it stays visible where one ended. */
function mergeTurns(turns: readonly Turn[]): Turn[] {
  const merged: Turn[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    if (last && isSameSpeaker(last, turn)) appendToLast(merged, turn, '\n')
    else merged.push({ ...turn, index: merged.length })
  }
  return merged
}

function cleanJson(value: Json): Json {
  if (typeof value === 'string') return cleanText(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(cleanJson)
  const cleaned: JsonObject = {}
  for (const name in value) cleaned[cleanText(name)] = cleanJson(value[name])
  return cleaned
}
