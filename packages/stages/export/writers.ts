import type { Conversation, ExportFormat, Turn } from '@techdeck/contracts'
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import type { contract } from './contract.ts'

type Options = z.output<typeof contract.options>

/** How one export format looks on disk. Equal conversations give equal text. */
export interface ExportWriter {
  /** Base name in the data set's exports. */
  readonly name: string
  readonly extension: string
  readonly header: string
  /** One conversation's part of the file, with its line end. */
  write(conversation: Conversation, options: Options): string
}

const jsonl: ExportWriter = {
  name: 'conversations',
  extension: 'jsonl',
  header: '',
  write(conversation, { annotations }) {
    const { id, source, language, turns, metadata, labels, findings, scores, split } = conversation
    const { dataset_id, file, line, row, byte_offset } = source
    return `${JSON.stringify({
      id,
      source: { dataset_id, file, line, row, byte_offset },
      language,
      turns: turns.map(ordered),
      metadata,
      labels,
      findings: annotations ? findings : undefined,
      scores: annotations ? scores : undefined,
      split,
    })}\n`
  },
}

/** Members in a fixed order, whatever way the turn has come. */
const ordered = ({ index, role, speaker, text, time_s, marks, labels }: Turn): Turn => ({
  index,
  role,
  speaker,
  text,
  time_s,
  marks,
  labels,
})

const CHAT_ROLES = { client: 'user', therapist: 'assistant', system: 'system', other: 'user' } as const

const openaiChat: ExportWriter = {
  name: 'openai_chat',
  extension: 'jsonl',
  header: '',
  write({ turns }, { alternateRoles }) {
    const messages: { role: string; content: string; name?: string }[] = []
    let last: Turn['role'] | undefined
    for (const { role, text } of turns) {
      if (alternateRoles && role === last) messages.at(-1)!.content += `\n${text}`
      else messages.push({ role: CHAT_ROLES[role], content: text, ...(role === 'other' && { name: 'other' }) })
      last = role
    }
    return `${JSON.stringify({ messages })}\n`
  },
}

const COLUMNS = ['conversation_id', 'turn', 'role', 'speaker', 'time_s', 'text', 'language', 'quality', 'split']
// Every field is quoted, and what a spreadsheet would take for a formula gets an apostrophe before it.
const CSV = { quoted: true, escape_formulas: true, record_delimiter: 'windows' } as const

const csv: ExportWriter = {
  name: 'conversations',
  extension: 'csv',
  header: stringify([COLUMNS], CSV),
  write({ id, turns, language, scores, split }) {
    const quality = scores?.overall ?? ''
    return stringify(
      turns.map((turn) => [
        id,
        String(turn.index),
        turn.role,
        turn.speaker ?? '',
        String(turn.time_s ?? ''),
        turn.text,
        language,
        String(quality),
        split ?? '',
      ]),
      CSV,
    )
  },
}

export const WRITERS: { readonly [format in ExportFormat]: ExportWriter } = { jsonl, openai_chat: openaiChat, csv }
