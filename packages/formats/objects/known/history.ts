import type { Json, JsonObject } from '@techdeck/contracts'
import { normalName } from '../../columns/index.ts'
import type { RawTurn } from '../../types.ts'
import { isObject } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

const PAST = ['history', 'context', 'dialog_history', 'dialogue_history', 'conversation_history', 'past', 'contexts']
const ANSWER = ['candidates', 'response', 'answer', 'reply', 'target', 'gold', 'label', 'completion', 'output']

/**
 * What was said so far and the answer to it, as for training by ranking: `history` and `candidates`, of which the last
 * is the answer. Where an object holds several stages of one conversation, the longest history tells all of it.
 */
export const history: KnownShape = {
  name: 'history',
  saw: 'objects with what was said so far and the answer to it',

  is: (object) => stagesOf(object).length > 0,

  read(object) {
    const stages = stagesOf(object)
    const { past, answer } = stages.reduce((longest, stage) =>
      stage.past.length >= longest.past.length ? stage : longest,
    )
    const said = answer === '' ? past : [...past, answer]
    // Who answers is the helper, so the one before is the client, and so on back to the first.
    const speaker = (at: number) => ((said.length - 1 - at) % 2 === 0 ? 'therapist' : 'client')
    const turns = said.map((text, at): RawTurn => ({ speaker: speaker(at), text }))
    return { turns, metadata: restOf(object), labels: {} }
  },
}

interface Stage {
  past: string[]
  answer: string
}

function stagesOf(object: JsonObject): Stage[] {
  const own = stageOf(object)
  if (own) return [own]
  const list = object['utterances'] ?? object['turns'] ?? object['dialog']
  if (!Array.isArray(list) || list.length === 0) return []
  const stages = list.map((stage) => (isObject(stage) ? stageOf(stage) : null))
  return stages.every((stage) => stage !== null) ? stages : []
}

function stageOf(object: JsonObject): Stage | null {
  const past = fieldOf(object, PAST)
  const answer = fieldOf(object, ANSWER)
  if (!isTexts(past) || answer === undefined) return null
  if (isTexts(answer)) return { past, answer: answer.at(-1) ?? '' }
  return typeof answer === 'string' ? { past, answer } : null
}

function fieldOf(object: JsonObject, known: readonly string[]): Json | undefined {
  for (const name of known) {
    if (object[name] !== undefined) return object[name]
    const own = Object.keys(object).find((field) => normalName(field) === name)
    if (own !== undefined) return object[own]
  }
  return undefined
}

const isTexts = (value: Json | undefined): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string')

/** Fields that are no part of a stage and say something. */
function restOf(object: JsonObject): JsonObject {
  const rest: JsonObject = {}
  for (const name in object) {
    const value = object[name]
    if ([...PAST, ...ANSWER, 'utterances', 'turns', 'dialog'].includes(normalName(name))) continue
    if (value === null || value === '' || (Array.isArray(value) && value.every((part) => part === ''))) continue
    rest[name] = value
  }
  return rest
}
