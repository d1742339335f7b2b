import { repliesOf } from '../chat/messages.ts'
import { lines, named, type Part, type Writer } from '../writer.ts'

const SPEAKERS = { client: 'Client', therapist: 'Therapist', system: 'System', other: 'Other' } as const

const part: Part = {
  key: 'prompt_completion',
  open:
    ({ contextTurns, systemPrompt }) =>
    ({ id, turns }) => {
      const before = systemPrompt === undefined ? '' : `${systemPrompt}\n\n`
      let text = ''
      for (const { context, text: reply, turn } of repliesOf(turns, contextTurns)) {
        const said = context.map((block) => `${SPEAKERS[block.role]}: ${block.text}\n`).join('')
        text += `${JSON.stringify({
          prompt: `${before}${said}Therapist:`,
          completion: ` ${reply}`,
          conversation_id: id,
          turn,
        })}\n`
      }
      return text
    },
}

/** One line for each reply of the helper: what was said before as the prompt, the reply as the completion. */
export const write: Writer = {
  part,
  path: named('prompt_completion', 'jsonl'),
  join: lines,
  whenEmpty: 'No helper replied to anybody, so there is nothing to complete.',
}
