import { describe, expect, it } from '@jest/globals'
import { ingest } from './testing/helpers.ts'

// What exports and programs for speech recognition write beside the usual lists, in small.

type Side = 'therapist' | 'client'
const SESSION: readonly (readonly [Side, string])[] = [
  ['therapist', 'How was your week since we last met?'],
  ['client', 'Pretty bad, to be honest; I hardly slept.'],
  ['therapist', 'What keeps you awake at night?'],
  ['client', 'My head, it goes on and on.'],
]
const SAID = SESSION.map(([, text]) => text)
const list = <T>(make: (side: Side, text: string, at: number) => T): T[] =>
  SESSION.map(([side, text], at) => make(side, text, at))
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

async function seen(content: string | Uint8Array) {
  const { rows, turns, bad, inspection } = await ingest(content)
  const { conversations, roles } = inspection
  return { said: turns.map(({ text }) => text), conversations, roles, bad: bad.length, rows: rows.length, turns }
}
const whole = { said: SAID, bad: 0, conversations: 1 }
const sides = { ...whole, roles: { therapist: 2, client: 2 } }
const text = (value: unknown) => JSON.stringify(value)

describe('a JSON document', () => {
  it('has what a conversation began with beside the answers', async () => {
    const [[, first], ...rest] = SESSION
    const parts = rest.map(([side, body]) => ({ part_type: 'comment', body, author: { type: side } }))
    const one = { id: '1', source: { body: first, author: { type: 'therapist' } }, parts: { parts } }
    expect(await seen(text(one))).toMatchObject(sides)
    expect(await seen(text({ conversations: [one, { ...one, id: '2' }] }))).toMatchObject({ conversations: 2, bad: 0 })
  })

  it('calls sides after classes of messages', async () => {
    const name = (side: Side) => (side === 'client' ? 'HumanMessage' : 'AIMessageChunk')
    const messages = list((side, content) => ({ type: name(side), content }))
    expect(await seen(text({ messages }))).toMatchObject(sides)
  })

  it.each(['', 'store'])('has a field for each conversation, in %p', async (within) => {
    const one = list((role, content) => ({ role, content }))
    const all = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`user${at}`, one]))
    for (const conversations of [{ a: one, b: one }, ...(within === '' ? [all] : [])]) {
      const count = Object.keys(conversations).length
      const document = within === '' ? conversations : { [within]: conversations, class_name: 'Store' }
      const found = await seen(text(document))
      expect([found.conversations, found.said.length, found.bad]).toEqual([count, count * 4, 0])
    }
  })

  it('has texts with names in a field for each conversation', async () => {
    const one = list((side, said) => `${side === 'client' ? 'Client' : 'Therapist'}: ${said}`)
    const { conversations, said } = await seen(text({ first: one, second: one }))
    expect([conversations, said]).toEqual([2, [...SAID, ...SAID]])
  })
})

describe('speech recognition', () => {
  const words = SESSION.flatMap(([, said], turn) =>
    said.split(' ').map((word, at) => ({ word, speaker: turn % 2, start: turn * 10 + at, end: turn * 10 + at + 0.5 })),
  )

  it('tells who says each word, in a list of one result', async () => {
    const document = { results: { channels: [{ alternatives: [{ transcript: SAID.join(' '), words }] }] } }
    expect(await seen(text(document))).toMatchObject(whole)
    const { turns } = await seen(text(document))
    expect(turns[1]).toMatchObject({ speaker: '1', time: 10 })
  })

  it('has signs as words of their own', async () => {
    const results = words.flatMap(({ word, speaker, start, end }) => {
      const [, said = '', sign = ''] = /^(.*?)([.,;?]?)$/.exec(word) ?? []
      const token = (content: string) => ({
        alternatives: [{ content, speaker: `S${speaker}` }],
        start_time: start,
        end_time: end,
      })
      return sign === '' ? [token(said)] : [token(said), token(sign)]
    })
    expect(await seen(text({ format: '2.9', results }))).toMatchObject(whole)
  })

  it('keeps the turns that it made beside their words', async () => {
    const utterances = list((_, said, at) => ({
      transcript: said,
      speaker: at % 2,
      start: at * 10,
      end: at * 10 + 5,
      words: words.filter(({ start }) => Math.floor(start / 10) === at),
    }))
    expect(await seen(text({ results: { utterances } }))).toMatchObject(whole)
  })

  it('knows no speakers: what was heard is one conversation', async () => {
    const segments = list((_, said, at) => ({ id: at, start: at * 5, end: at * 5 + 4.5, text: ` ${said}` }))
    const heard = await seen(text({ text: SAID.join(' '), segments, language: 'en' }))
    expect([heard.conversations, heard.said.map((each) => each.trim())]).toEqual([1, SAID])
    const nested = segments.map(({ text: said, start, end }) => ({ offsets: { from: start, to: end }, text: said }))
    expect(await seen(text({ transcription: nested }))).toMatchObject({ conversations: 1, rows: 1 })
    const table = segments.map((one) => `${one.start * 1000}\t${one.end * 1000}\t${one.text.trim()}\n`).join('')
    expect(await seen(`start\tend\ttext\n${table}`)).toMatchObject(whole)
  })
})

describe('a table', () => {
  const rows = list((side, said) => `1,${side},${quoted(said)}`)

  it.each(['', ';;'])('was quoted once more as a whole, with %p behind', async (behind) => {
    const content = ['session_id,speaker,text', ...rows].map((row) => `${quoted(row)}${behind}\r\n`).join('')
    expect(await seen(content)).toMatchObject(sides)
  })

  it('holds a message of a class in a cell of each row', async () => {
    const cells = list((side, content) => text({ type: side === 'client' ? 'human' : 'ai', data: { content } }))
    const content = `id,session_id,message\n${cells.map((cell, at) => `${at},s1,${quoted(cell)}\n`).join('')}`
    expect(await seen(content)).toMatchObject(sides)
  })
})

describe('a text', () => {
  const time = (at: number) => `00:0${at}:05`

  it('has what the program that heard it put below', async () => {
    const lines = list((side, said, at) => `${side === 'client' ? 'Client' : 'Therapist'}  ${time(at)}\n${said}\n\n`)
    expect(await seen(`${lines.join('')}Transcribed by https://example.org\n`)).toMatchObject(sides)
  })

  it('has times in a column between speakers and words', async () => {
    const lines = list((_, words, at) => `Speaker ${at % 2}    ${time(at)}    ${words}\n\n`)
    const { said, turns } = await seen(lines.join(''))
    expect([said, turns[1]?.time]).toEqual([SAID, time(1)])
  })

  it('has names that people took behind days and times', async () => {
    const name = (side: Side) => (side === 'client' ? 'anna' : 'mx_lee')
    const lines = list((side, said, at) => `[3/4/2024 10:0${at} AM] ${name(side)}\n${said}\n\n`)
    expect((await seen(lines.join(''))).said).toEqual(SAID)
  })

  it('has milliseconds between signs behind the words, as CHAT does', async () => {
    const name = (side: Side) => (side === 'client' ? 'CLI' : 'THE')
    const lines = list((side, said, at) => `*${name(side)}:\t${said} \u0015${at}000_${at}900\u0015\n`)
    const { said, turns } = await seen(`@UTF8\n@Begin\n${lines.join('')}@End\n`)
    expect([said, turns[3]?.time]).toEqual([SAID, 3])
  })

  it.each([true, false])('is a table that a data base drew, with a frame: %p', async (framed) => {
    const row = (cells: string) => (framed ? `| ${cells} |` : ` ${cells}`)
    const rule = framed ? '+----+-----------+-------+' : '----+-----------+-------'
    const rows = list((side, said) => row(`1 | ${side} | ${said}`))
    const head = [...(framed ? [rule] : []), row('id | speaker | text'), rule]
    expect(await seen([...head, ...rows, framed ? rule : '(4 rows)', ''].join('\n'))).toMatchObject(sides)
  })
})

describe('a survey', () => {
  it.each([
    ['Q1_prompt', 'Q1_response'],
    ['Was sagt die Klientin? [SQ001]', 'Was antwortet die Beraterin? [SQ002]'],
  ])('asks for %p and %p', async (asked, answered) => {
    const rows = [0, 1].map((at) => `R${at},${quoted(SAID[1] ?? '')},${quoted(SAID[2] ?? '')}\n`)
    const found = await seen(`Response,${quoted(asked)},${quoted(answered)}\n${rows.join('')}`)
    expect(found).toMatchObject({ conversations: 2, bad: 0, roles: { therapist: 2, client: 2 } })
  })
})

it.each([
  ['windows-1250', 'Źle, boję się, że stracę pracę.', { Ź: 0x8f, ę: 0xea, ż: 0xbf, ą: 0xb9 }],
  ['windows-1250', 'Špatně, bojím se, že přijdu o práci.', { Š: 0x8a, ě: 0xec, í: 0xed, ž: 0x9e, ř: 0xf8, á: 0xe1 }],
])(
  'a short text in %s is told by its own words: %s',
  async (_encoding, said, letters: { [letter: string]: number }) => {
    const content = `session_id;speaker;text\r\n1;client;${said}\r\n1;therapist;${said}\r\n`
    const bytes = Uint8Array.from(content, (letter) => letters[letter] ?? letter.charCodeAt(0))
    expect((await seen(bytes)).said).toEqual([said, said])
  },
)
