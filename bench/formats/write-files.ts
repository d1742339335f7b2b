import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { seeded } from '@techdeck/core'
import { writeConversations } from '../lib/conversations.ts'

interface Conversation {
  id: string
  messages: Message[]
}

interface Message {
  role: string
  content: string
}

/** How conversations stand in a text: what each becomes, by its number, between what begins the file and what ends it. */
interface Form {
  begin?: string
  of: (conversation: Conversation, at: number) => string
  end?: string
}

const each = (of: (said: Message, at: number) => string): Form['of'] => {
  let turn = 0
  return ({ messages }) => messages.map((message) => of(message, turn++)).join('')
}
const name = ({ role }: Message): string => (role === 'assistant' ? 'Therapist' : 'Client')
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const time = (second: number, point: string): string =>
  `${new Date(second * 1000).toISOString().slice(11, 19)}${point}000`
const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** As RTF has it: signs of its own behind backslashes, letters that are no ASCII by their numbers. */
const escaped = (text: string): string =>
  text.replace(/[\\{}]/g, String.raw`\$&`).replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0)}?`)

/** One conversation a line as JSON, one turn a row as CSV with every text quoted, and so on. */
const FORMS: { readonly [format: string]: () => Form } = {
  jsonl: () => ({ of: (one) => `${JSON.stringify(one)}\n` }),
  json: () => ({ begin: '[\n', of: (one, at) => `${at > 0 ? ',\n' : ''}${JSON.stringify(one)}`, end: '\n]\n' }),
  csv: () => ({
    begin: 'conversation_id,speaker,text\n',
    of: ({ id, messages }) => messages.map(({ role, content }) => `${id},${role},${quoted(content)}\n`).join(''),
  }),
  transcript: () => ({
    of: ({ messages }, at) =>
      `Session ${at + 1}\n\n${messages.map((said) => `${name(said)}: ${said.content}\n`).join('')}\n---\n\n`,
  }),
  markdown: () => ({
    of: ({ messages }, at) =>
      `## Session ${at + 1}\n\n${messages.map((said) => `**${name(said)}:** ${said.content}\n\n`).join('')}`,
  }),
  html: () => ({
    begin: '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Sessions</title></head><body>\n',
    of: ({ messages }, at) =>
      `<h1>Session ${at + 1}</h1>\n${messages.map((said) => `<p><b>${name(said)}:</b> ${markup(said.content)}</p>\n`).join('')}`,
    end: '</body></html>\n',
  }),
  xml: () => ({
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<sessions>\n',
    of: ({ id, messages }) =>
      `<session id="${id}">\n${messages.map((said) => `<turn speaker="${name(said)}">${markup(said.content)}</turn>\n`).join('')}</session>\n`,
    end: '</sessions>\n',
  }),
  eav: () => ({
    begin: 'record,redcap_repeat_instance,field_name,value\n',
    of: ({ id, messages }) =>
      messages
        .map((said, at) => `${id},${at + 1},speaker,${name(said)}\n${id},${at + 1},text,${quoted(said.content)}\n`)
        .join(''),
  }),
  sql: () => ({
    begin: 'CREATE TABLE turns (session_id text, speaker text, text text);\nBEGIN;\n',
    of: ({ id, messages }) => {
      const rows = messages.map((said) => `('${id}','${name(said)}','${said.content.replaceAll("'", "''")}')`)
      return `INSERT INTO turns VALUES ${rows.join(',')};\n`
    },
    end: 'COMMIT;\n',
  }),
  'json-table': () => ({
    begin: '{"columns":["session_id","speaker","text"],"data":[\n',
    of: ({ id, messages }, at) =>
      (at > 0 ? ',\n' : '') + messages.map((said) => JSON.stringify([id, name(said), said.content])).join(',\n'),
    end: '\n]}\n',
  }),
  rtf: () => ({
    begin: String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}` + '\n',
    of: ({ messages }, at) =>
      String.raw`{\pard\outlinelevel0 Session ${at + 1}\par}` +
      `\n${messages.map((said) => String.raw`{\pard {\b ${name(said)}:} ${escaped(said.content)}\par}` + '\n').join('')}`,
    end: '}\n',
  }),
  ttml: () => ({
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml"><body><div>\n',
    of: each((said, at) => {
      const second = at % 86_000
      return `<p begin="${time(second, '.')}" end="${time(second + 1, '.')}">${name(said)}: ${markup(said.content)}</p>\n`
    }),
    end: '</div></body></tt>\n',
  }),
  ass: () => ({
    begin:
      '[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n',
    of: each((said, at) => {
      const [begin, end] = [at % 35_000, (at % 35_000) + 1].map((second) => time(second, '.').slice(1, -1))
      return `Dialogue: 0,${begin},${end},Default,${name(said)},0,0,0,,${said.content}\n`
    }),
  }),
  tiers: () => ({
    begin:
      'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 100000000\ntiers? <exists>\nsize = 1\nitem []:\n' +
      '    item [1]:\n        class = "IntervalTier"\n        name = "Client"\n        xmin = 0\n        xmax = 100000000\n        intervals: size = 100000000\n',
    of: each(
      (said, at) =>
        `        intervals [${at + 1}]:\n            xmin = ${at}\n            xmax = ${at + 1}\n            text = ${quoted(said.content)}\n`,
    ),
  }),
  whatsapp: () => ({
    of: each((said, at) => {
      const minute = `${(Math.floor(at / 60) % 12) + 1}:${String(at % 60).padStart(2, '0')}:00 PM`
      return `[1/${(Math.floor(at / 720) % 28) + 1}/24, ${minute}] ${name(said)}: ${said.content}\n`
    }),
  }),
  srt: () => ({
    of: each((said, at) => {
      const second = at % 86_000
      const times = `${time(second, ',')} --> ${time(second + 1, ',')}`
      return `${at + 1}\n${times}\n${name(said)}: ${said.content}\n\n`
    }),
  }),
  vtt: () => ({
    begin: 'WEBVTT\n\n',
    of: each((said, at) => {
      const second = at % 86_000
      return `${time(second, '.')} --> ${time(second + 1, '.')}\n<v ${name(said)}>${markup(said.content)}\n\n`
    }),
  }),
}

export const isText = (format: string): boolean => format in FORMS

/** The same conversations by the megabyte, as a text of that format. */
export async function writeText(path: string, format: string, bytes: number): Promise<void> {
  const { begin = '', of, end = '' } = FORMS[format]()
  async function* pieces() {
    yield begin
    let at = 0
    let written = 0
    for await (const one of conversations(path, 2000, Infinity)) {
      const piece = of(one, at++)
      yield piece
      if ((written += piece.length) >= bytes) break
    }
    yield end
  }
  await writePieces(path, pieces())
}

/** Conversations of which one in ten is an earlier one with about one word in 50 changed. */
export async function writeDuplicates(path: string, count: number): Promise<void> {
  const random = seeded(7)
  const edited = (text: string): string =>
    text
      .split(' ')
      .map((word) => (random.chance(0.02) ? `other${random.below(1000)}` : word))
      .join(' ')
  async function* lines() {
    const earlier: Conversation[] = []
    for await (const one of conversations(path, count, 1)) {
      const copied = earlier.length > 0 && random.chance(0.1) ? earlier[random.below(earlier.length)] : null
      if (earlier.length < 1000) earlier.push(one)
      const messages = copied?.messages.map(({ role, content }) => ({ role, content: edited(content) }))
      yield `${JSON.stringify({ id: one.id, messages: messages ?? one.messages })}\n`
    }
  }
  await writePieces(path, lines())
}

/** Made-up conversations, `count` for each of so many seeds. */
async function* conversations(path: string, count: number, seeds: number): AsyncGenerator<Conversation> {
  const part = `${path}.part`
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      await writeConversations(part, count, seed)
      for await (const line of createInterface({ input: createReadStream(part) }))
        yield JSON.parse(line) as Conversation
    }
  } finally {
    await rm(part)
  }
}

async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(path))
}
