import type { Json, JsonObject } from '@techdeck/contracts'
import { asText, isObject, textOf, turnFields, turnsOfList, valueAt } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

const ASKED = ['request', 'body', 'input', 'params', 'kwargs']
const ANSWERED = ['response', 'completion', 'output', 'result']

/** What a program wrote down of a call to a model: the messages that it sent, and the answer apart from them. */
export const exchange: KnownShape = {
  name: 'exchange',
  saw: 'requests to a model with its answers',

  is: (object) => partsOf(object) !== null,

  read(object) {
    const { messages, system, answer, asked, answered } = partsOf(object) ?? NONE
    const fields = turnFields(messages)
    const turns = fields ? turnsOfList(messages, fields).turns : []
    if (system !== '') turns.unshift({ speaker: 'system', text: system })
    if (answer !== '') turns.push({ speaker: 'assistant', text: answer })
    const metadata = Object.fromEntries(Object.entries(object).filter(([name]) => name !== asked && name !== answered))
    return { turns, metadata, labels: {} }
  },
}

interface Parts {
  messages: Json[]
  system: string
  answer: string
  asked: string
  answered: string
}

const NONE: Parts = { messages: [], system: '', answer: '', asked: '', answered: '' }

function partsOf(object: JsonObject): Parts | null {
  const asked = ASKED.find((name) => Array.isArray(valueAt(object, [name, 'messages'])))
  const answered = ANSWERED.find((name) => answerOf(object[name]) !== '')
  const request = asked === undefined ? undefined : object[asked]
  if (asked === undefined || answered === undefined || !isObject(request)) return null
  const system = textOf(request['system'])
  return { messages: request['messages'] as Json[], system, answer: answerOf(object[answered]), asked, answered }
}

/** The words of an answer, as the interfaces of the usual models wrap them. */
function answerOf(value: Json | undefined): string {
  const response = isObject(value) && isObject(value['body']) ? value['body'] : value
  const message =
    valueAt(response, ['choices', '0', 'message', 'content']) ??
    valueAt(response, ['message', 'content']) ??
    valueAt(response, ['candidates', '0', 'content', 'parts'])
  if (message !== undefined) return textOf(message)
  return isObject(response) && asText(response['role']) !== undefined ? textOf(response['content']) : ''
}
