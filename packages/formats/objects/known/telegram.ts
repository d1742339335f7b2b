import { asText, textOf } from '../../turns/index.ts'
import type { KnownShape } from './known.ts'

/** A single message of a Telegram export, where the chat around it is too long to be read as one. */
export const telegram: KnownShape = {
  name: 'telegram',
  saw: 'messages of a Telegram export',

  is: ({ type, date, text }) =>
    (type === 'message' || type === 'service') &&
    typeof date === 'string' &&
    (typeof text === 'string' || Array.isArray(text)),

  read({ type, text, from, from_id: id, date }) {
    const said = type === 'service' ? '' : textOf(text)
    const speaker = asText(from) ?? asText(id)
    const turn = { text: said, time: date as string, ...(speaker !== undefined && { speaker }) }
    return { key: 'file', turns: said.trim() === '' ? [] : [turn], metadata: {}, labels: {} }
  },
}
