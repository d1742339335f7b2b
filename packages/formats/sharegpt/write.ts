import { blocksOf } from '../chat/messages.ts'
import { framed, named, type Part, type Writer } from '../writer.ts'

const FROM = { client: 'human', therapist: 'gpt', system: 'system', other: 'human' } as const

const part: Part = {
  key: 'sharegpt',
  open:
    ({ alternateRoles, systemPrompt }) =>
    ({ id, turns }) => {
      const said = blocksOf(turns, alternateRoles).map(({ role, text }) => ({ from: FROM[role], value: text }))
      const system = systemPrompt === undefined ? [] : [{ from: 'system', value: systemPrompt }]
      return `${JSON.stringify({ id, conversations: [...system, ...said] })}\n`
    },
}

/** `conversations` of `from` and `value`, one conversation a line. */
export const write: Writer = { part, path: named('sharegpt', 'jsonl'), join: framed() }
