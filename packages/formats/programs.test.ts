import { describe, expect, it } from '@jest/globals'
import { ingest } from './testing/helpers.ts'

// The same session as programs write it: what they leave out, name in their own way, or put elsewhere.

type Side = 'therapist' | 'client'
const SESSION: readonly (readonly [Side, string])[] = [
  ['therapist', 'Good morning, Maria. How have you been since last week?'],
  ['client', 'Not great, I barely slept, and my job is killing me.'],
  ['therapist', 'That sounds exhausting; what is it like when you lie awake?'],
  ['client', 'I keep thinking, "what if I lose everything?" and my chest goes tight.'],
]
const SAID = SESSION.map(([, text]) => text)
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const lines = (make: (side: Side, text: string, at: number) => string): string =>
  SESSION.map(([side, text], at) => make(side, text, at)).join('\n')
const list = <T>(make: (side: Side, text: string, at: number) => T): T[] =>
  SESSION.map(([side, text], at) => make(side, text, at))
const capital = (side: Side) => (side === 'client' ? 'Client' : 'Therapist')

/** What is said, by whom, when, and in how many conversations. */
async function seen(content: string | Uint8Array) {
  const { turns, bad, inspection } = await ingest(content)
  return {
    said: turns.map(({ text }) => text),
    by: turns.map(({ speaker }) => speaker),
    times: turns.map(({ time }) => time),
    bad: bad.length,
    conversations: inspection.conversations,
    roles: inspection.roles,
  }
}
const whole = { said: SAID, bad: 0, conversations: 1 }
const sides = { ...whole, roles: { therapist: 2, client: 2 } }

describe('a table', () => {
  it('of a data base has quotes behind backslashes', async () => {
    const cell = (text: string) => `"${text.replaceAll('"', '\\"')}"`
    const rows = lines((side, text) => `1,${cell(capital(side))},${cell(text)},\\N`)
    expect(await seen(`session,speaker,text,notes\n${rows}\n`)).toMatchObject(sides)
  })

  it('of messages says which way they went', async () => {
    const rows = lines((side, text, at) => `c1,${at},${side === 'client' ? 'inbound' : 'outbound'},${quoted(text)}`)
    expect(await seen(`conversation_id,message_id,direction,message\n${rows}\n`)).toMatchObject(sides)
  })

  it('has numbers of people that look like roles, beside who speaks', async () => {
    const rows = lines((side, text, at) => `P001,${at},${side === 'client' ? 2 : 1},${quoted(text)}`)
    const others = rows.replaceAll('P001', 'P002')
    const { by, conversations } = await seen(`record_id,instance,speaker,utterance\n${rows}\n${others}\n`)
    expect([by.slice(0, 4), conversations]).toEqual([['1', '2', '1', '2'], 2])
  })

  it('says who speaks before the words of a cell', async () => {
    const rows = lines((side, text) => `1,${quoted(`${capital(side)}: ${text}`)}`)
    expect(await seen(`session,line\n${rows}\n`)).toMatchObject(sides)
  })

  it('has a column of words for each side, one of them filled in a row', async () => {
    const rows = lines((side, text) => (side === 'client' ? `1,${quoted(text)},` : `1,,${quoted(text)}`))
    expect(await seen(`session,Client text,Therapist text\n${rows}\n`)).toMatchObject(sides)
  })

  it('has both sides beside each other, the one first that speaks first', async () => {
    const [a, b, c, d] = SAID.map(quoted)
    expect(await seen(`Therapist,Client\n${a},${b}\n${c},${d}\n`)).toMatchObject(sides)
  })

  it('names a session in its first row alone', async () => {
    const rows = (id: string) => lines((side, text, at) => `${at === 0 ? id : ''},${capital(side)},${quoted(text)}`)
    const { said, conversations, bad } = await seen(`Session,Speaker,Text\n${rows('1')}\n${rows('2')}\n`)
    expect({ said, conversations, bad }).toEqual({ said: [...SAID, ...SAID], conversations: 2, bad: 0 })
  })

  it('has a list in a cell beside the name of a model', async () => {
    const cell = JSON.stringify(list((side, content) => ({ role: side === 'client' ? 'user' : 'assistant', content })))
    expect(await seen(`conversation_id,messages,model\n1,${quoted(cell)},gpt-4\n`)).toMatchObject(sides)
  })

  it('says in other languages and units when something was said', async () => {
    const rows = lines((side, text, at) => `1;${at},5;${capital(side)};${quoted(text)}`)
    const { times } = await seen(`Sitzung;Zeit (s);Sprecher;Äußerung\n${rows}\n`)
    expect(times).toEqual(['0.5', '1.5', '2.5', '3.5'])
  })
})

describe('JSON', () => {
  const minute = (of: number) => `2023-01-05T10:0${of}:00Z`
  const roles = { assistant: 'assistant', user: 'user' } as const
  const role = (side: Side) => (side === 'client' ? roles.user : roles.assistant)

  it.each<[string, unknown]>([
    [
      'events of which some say nothing',
      {
        events: [
          { event: 'action', name: 'action_listen' },
          ...list((side, text) => ({ event: side === 'client' ? 'user' : 'bot', text })),
        ],
      },
    ],
    [
      'the creator of each message',
      { messages: list((side, text, n) => ({ creator: { name: capital(side) }, created_date: minute(n), text })) },
    ],
    [
      'people two levels in, newest first',
      {
        value: list((side, content, n) => ({
          createdDateTime: minute(n),
          from: { application: null, user: { displayName: capital(side) } },
          body: { contentType: 'html', content },
        })).toReversed(),
      },
    ],
    [
      'a request with its answer apart',
      {
        request: { model: 'm', messages: list((side, content) => ({ role: role(side), content })).slice(0, 3) },
        response: { choices: [{ message: { role: 'user', content: SAID[3] } }] },
      },
    ],
    ['parts of contents', { contents: list((side, text) => ({ role: role(side), parts: [{ text }] })) }],
    [
      'several guesses at the words',
      {
        recognizedPhrases: list((side, display) => ({
          speaker: side === 'client' ? 'client' : 'therapist',
          nBest: [{ confidence: 0.9, lexical: 'x', display }, { display: 'wrong' }],
        })),
      },
    ],
    [
      'who speaks beside the words, further in',
      { messages: list((side, text, n) => ({ create: { text, senderId: capital(side), createdAt: minute(n) } })) },
    ],
  ])('has %s', async (_what, document) => {
    const { said, conversations, bad } = await seen(JSON.stringify(document))
    expect({ said, conversations, bad }).toEqual(whole)
  })

  it('says who speaks wherever that stands', async () => {
    const people = {
      value: list((side, text) => ({ from: { user: { displayName: capital(side) } }, body: { content: text } })),
    }
    expect((await seen(JSON.stringify(people))).roles).toEqual({ therapist: 2, client: 2 })
    const inside = { messages: list((side, text) => ({ create: { text, senderId: capital(side) } })) }
    expect((await seen(JSON.stringify(inside))).roles).toEqual({ therapist: 2, client: 2 })
  })

  it('has what the model is told to be as parts', async () => {
    const contents = list((side, text) => ({ role: role(side), parts: [{ text }] }))
    const { by, said } = await seen(JSON.stringify({ systemInstruction: { parts: [{ text: 'Be kind.' }] }, contents }))
    expect([by[0], said[0]]).toEqual(['system', 'Be kind.'])
  })

  it('has a name before it, as a script', async () => {
    const talks = [1, 2].map((id) => ({ id, turns: list((side, text) => ({ speaker: capital(side), text })) }))
    const { said, conversations, bad } = await seen(`window.YTD.part0 = ${JSON.stringify(talks, null, 1)};\n`)
    expect([said.length, conversations, bad]).toEqual([8, 2, 0])
  })

  it('counts in milliseconds where nobody could speak so slowly', async () => {
    const spoken = list((side, text, n) => ({ speaker: capital(side), text, start: n * 5000, end: n * 5000 + 4000 }))
    expect((await seen(JSON.stringify({ utterances: spoken }))).times).toEqual([0, 5, 10, 15])
    const seconds = spoken.map((turn) => ({ ...turn, start: turn.start / 1000, end: turn.end / 1000 }))
    expect((await seen(JSON.stringify({ utterances: seconds }))).times).toEqual([0, 5, 10, 15])
  })

  it('wraps times as MongoDB exports them', async () => {
    const messages = list((side, body, n) => ({ from: capital(side), body, at: { $date: minute(n) } }))
    expect((await seen(JSON.stringify({ _id: { $oid: '1' }, messages }))).times).toEqual([0, 1, 2, 3].map(minute))
  })
})
