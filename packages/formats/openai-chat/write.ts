import type { Role } from '@techdeck/contracts'
import { CHAT_ROLES } from '../chat/messages.ts'
import { framed, named, type Part, type WriteOptions, type Writer } from '../writer.ts'

type Message = { role: string; content: string; name?: string }

/** What OpenAI's chat format adds to each message, and to the reply that is asked for, in tokens. */
const PER_MESSAGE = 4
const PER_CONVERSATION = 3

const part: Part = {
  key: 'openai_chat',
  async open(options) {
    const { alternateRoles, systemPrompt } = options
    const count = await tokenCounter(options)
    return ({ turns }) => {
      const messages: Message[] = systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt }]
      // As `blocksOf` joins them, without a list between: this is what most runs write.
      let last: Role | undefined
      for (const { role, text } of turns) {
        if (alternateRoles && role === last) messages[messages.length - 1].content += `\n${text}`
        else messages.push({ role: CHAT_ROLES[role], content: text, ...(role === 'other' && { name: 'other' }) })
        last = role
      }
      return `${JSON.stringify({ messages, ...(count && { tokens: count(messages) }) })}\n`
    }
  },
}

/** Messages as chat fine-tuning takes them, one conversation a line. */
export const write: Writer = { part, path: named('openai_chat', 'jsonl'), join: framed() }

/** The vocabulary is several megabytes, and counting costs more than all else that export does: only where asked for. */
async function tokenCounter({ tokens }: WriteOptions): Promise<((messages: readonly Message[]) => number) | undefined> {
  if (tokens === undefined) return undefined
  const { countTokens } =
    tokens === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base')
  // What looks like a special token in the text is text.
  const plain = { disallowedSpecial: new Set<string>() }
  return (messages) =>
    messages.reduce((sum, { content }) => sum + PER_MESSAGE + countTokens(content, plain), PER_CONVERSATION)
}
