import { describe, expect, it } from '@jest/globals'
import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check'
import { cutEvery, ingest, inspect, readAll, readByMarks, utf16 } from './testing/helpers.ts'

/** Words that are hard on readers of bytes. */
const word = constantFrom(
  'yes',
  'I feel',
  'a "quote"',
  'ünïcödé',
  '“curly”',
  '心理',
  '😀',
  'C:\\path\\',
  '[x]',
  '{y}',
  ', ;',
  "it's",
)
const sentence = array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
const conversations = array(array(sentence, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 9 })
const breaks = constantFrom('\n', '\r\n', '\n\n')

type Turns = readonly (readonly string[])[]
const role = (turn: number) => (turn % 2 === 0 ? 'client' : 'therapist')
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

const WRITERS: { [format: string]: (all: Turns, end: string) => string } = {
  jsonl: (all, end) =>
    all
      .map((turns) => JSON.stringify({ messages: turns.map((content, turn) => ({ role: role(turn), content })) }) + end)
      .join(''),
  json: (all, end) =>
    JSON.stringify(
      all.map((turns) => ({ conversations: turns.map((value, turn) => ({ from: role(turn), value })) })),
      null,
      1,
    ).replaceAll('\n', end),
  'json on one line': (all) =>
    JSON.stringify(all.map((turns) => ({ dialog: turns.map((content, turn) => ({ speaker: role(turn), content })) }))),
  'json with lists inside': (all) =>
    JSON.stringify({
      version: 'a[{',
      train: all.map((turns) => ({ turns: turns.map((text, turn) => ({ role: role(turn), text })) })),
    }),
  csv: (all, end) =>
    `conversation_id,speaker,text${end}` +
    all
      .flatMap((turns, key) => turns.map((text, turn) => `${key},${role(turn)},${quoted(`${text}\n${text}`)}${end}`))
      .join(''),
  markdown: (all, end) =>
    all
      .map(
        (turns, key) =>
          `## Session ${key}${end}${end}` +
          turns.map((text, turn) => `**${role(turn)}:** ${text}${end}${end}`).join(''),
      )
      .join(''),
  transcript: (all, end) =>
    all
      .map(
        (turns, key) =>
          `Session ${key}${end}${end}` + turns.map((text, turn) => `${role(turn)}: ${text}${end}`).join('') + end,
      )
      .join('---\n\n'),
}

const ENCODERS: { [encoding: string]: (text: string) => Uint8Array } = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text) => utf16(text, 'le'),
  'utf-16be': (text) => utf16(text, 'be'),
}

describe.each(Object.keys(WRITERS))('ranges of %s', (format) => {
  it.each(Object.keys(ENCODERS))('give together what one reading gives, in %s', async (encoding) => {
    await assert(
      asyncProperty(conversations, breaks, integer({ min: 2, max: 97 }), async (all, end, chunk) => {
        const content = ENCODERS[encoding](WRITERS[format](all, end))
        const inspection = await inspect(content, cutEvery(2))
        const whole = await readAll(content, inspection.reading)
        expect(inspection.badRows).toBe(0)
        expect(inspection.conversations).toBe(all.length)
        expect(whole.flatMap(({ row }) => row?.turns ?? [])).toHaveLength(all.flat().length)
        expect(inspection.marks).toHaveLength(Math.ceil(all.length / 2))
        expect(await readByMarks(content, inspection, chunk)).toEqual(whole)
      }),
      { numRuns: 12 },
    )
  })
})

/** Formats in which a file is one conversation. */
const SINGLE: { [format: string]: (turns: readonly string[], end: string) => string } = {
  srt: (turns, end) =>
    turns
      .map(
        (text, turn) => `${turn + 1}${end}00:00:${10 + turn},000 --> 00:00:${11 + turn},500${end}${text}${end}${end}`,
      )
      .join(''),
  vtt: (turns, end) =>
    `WEBVTT${end}${end}` +
    turns
      .map((text, turn) => `00:${10 + turn}.000 --> 00:${11 + turn}.500${end}<v Zoë ${turn % 3}>${text}${end}${end}`)
      .join(''),
  whatsapp: (turns, end) =>
    turns.map((text, turn) => `[1/13/24, 9:${10 + turn}:00 PM] Zoë ${turn % 2}: ${text}${end}${text}${end}`).join(''),
}

describe.each(Object.keys(SINGLE))('a reading of %s', (format) => {
  it.each(Object.keys(ENCODERS))('may begin at each of its rows, in %s', async (encoding) => {
    await assert(
      asyncProperty(
        array(sentence, { minLength: 2, maxLength: 20 }),
        breaks,
        integer({ min: 1, max: 97 }),
        async (said, end, chunk) => {
          const content = ENCODERS[encoding](SINGLE[format](said, end === '\n\n' ? '\n' : end))
          const inspection = await inspect(content)
          const whole = await readAll(content, inspection.reading, { chunk })
          expect(inspection).toMatchObject({ reading: { format }, badRows: 0 })
          for (const [index, item] of whole.entries()) {
            const { byteOffset = 0, line = 0, row = 0 } = item.row?.position ?? {}
            const start = { byteOffset, line, row, state: 0 }
            expect(await readAll(content, inspection.reading, { start, chunk })).toEqual(whole.slice(index))
          }
        },
      ),
      { numRuns: 12 },
    )
  })
})

it('gives each row once, wherever a range ends', async () => {
  const content = WRITERS['csv']([['a', 'b'], ['c'], ['d "e"']], '\r\n')
  const { inspection, items } = await ingest(content)
  for (let end = 0; end <= content.length; end++) {
    const part = await readAll(content, inspection.reading, { end, chunk: 7 })
    expect(part).toEqual(items.filter(({ row }) => (row?.position.byteOffset ?? 0) < end))
  }
})
