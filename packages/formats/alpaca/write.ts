import { repliesOf, type Block } from '../chat/messages.ts'
import { lines, named, type Part, type Writer } from '../writer.ts'

const part: Part = {
  key: 'alpaca',
  open:
    ({ contextTurns, systemPrompt }) =>
    ({ turns }) => {
      let text = ''
      for (const { context, text: output } of repliesOf(turns, contextTurns)) {
        const said = context.filter(({ role }) => role !== 'system')
        const instruction = said.at(-1)
        if (!instruction || instruction.role === 'therapist') continue
        const history = exchanges(said.slice(0, -1))
        text += `${JSON.stringify({
          instruction: instruction.text,
          input: '',
          output,
          ...(systemPrompt !== undefined && { system: systemPrompt }),
          ...(history.length > 0 && { history }),
        })}\n`
      }
      return text
    },
}

/** One line for each reply of the helper, with the exchanges before it as `history`. */
export const write: Writer = {
  part,
  path: named('alpaca', 'jsonl'),
  join: lines,
  whenEmpty: 'No helper replied to anybody, so there is nothing to instruct by.',
}

/** What was said and answered, in pairs; what nobody answered has an empty answer. */
function exchanges(blocks: readonly Block[]): [said: string, answer: string][] {
  const pairs: [string, string][] = []
  for (const { role, text } of blocks) {
    const open = pairs.at(-1)
    if (role !== 'therapist') pairs.push([text, ''])
    else if (open && open[1] === '') open[1] = text
    else pairs.push(['', text])
  }
  return pairs
}
