import type { Json, JsonObject } from '@techdeck/contracts'
import { asText, isObject } from '../../turns/index.ts'
import type { RawTurn } from '../../types.ts'
import type { KnownShape } from './known.ts'

/**
 * What Google's speech recognition heard: results with guesses, and words with who says each, which come once more, all
 * together, in the last result.
 */
export const recognition: KnownShape = {
  name: 'recognition',
  saw: 'results of speech recognition with words of several speakers',
  is: (object) => wordsOf(object).length > 0,
  read: (object) => ({ turns: turnsOf(wordsOf(object)), metadata: {}, labels: {} }),
}

interface Word {
  text: string
  speaker: string
  time: number | undefined
}

/** Words that say who speaks; of the last result where that has all of them. */
function wordsOf(object: JsonObject): Word[] {
  const around = isObject(object['response']) ? object['response'] : object
  const results = Array.isArray(around['results']) ? around['results'] : []
  const heard = results.map((result) => wordsIn(result))
  const spoken = heard.map((words) => words.flatMap(wordOf))
  const last = spoken.at(-1) ?? []
  const before = spoken.slice(0, -1).flat()
  return last.length >= before.length ? last : [...before, ...last]
}

function wordsIn(result: Json): Json[] {
  const guesses = isObject(result) ? result['alternatives'] : undefined
  const [best] = Array.isArray(guesses) ? guesses : []
  const words = isObject(best) ? best['words'] : undefined
  return Array.isArray(words) ? words : []
}

function wordOf(word: Json): Word[] {
  if (!isObject(word)) return []
  const speaker = asText(word['speakerLabel']) ?? asText(word['speakerTag']) ?? asText(word['speaker_tag'])
  const text = asText(word['word'])
  if (speaker === undefined || speaker === '0' || text === undefined) return []
  const begin = asText(word['startTime'] ?? word['startOffset'] ?? word['start_time'])
  return [{ text, speaker, time: begin === undefined ? undefined : Number.parseFloat(begin) }]
}

function turnsOf(words: readonly Word[]): RawTurn[] {
  const turns: RawTurn[] = []
  for (const { text, speaker, time } of words) {
    const last = turns.at(-1)
    if (last?.speaker === speaker) last.text += ` ${text}`
    else turns.push({ speaker, text, ...(time !== undefined && { time }) })
  }
  return turns
}
