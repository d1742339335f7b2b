import { describe, expect, it } from '@jest/globals'
import { ingest, inspect, readAll, readByMarks } from './testing/helpers.ts'

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

  it.each<[string, string, (person: number, session: number, turn: number) => string[]]>([
    [
      'numbers the sessions of each participant',
      'participant,session,turn',
      (p, s, turn) => [`P${p}`, `${s}`, `${turn}`],
    ],
    [
      'names the visits of a record',
      'record_id,redcap_event_name,redcap_repeat_instance',
      (p, s, turn) => [`R${p}`, `v${s}`, `${turn}`],
    ],
  ])('%s', async (_what, head, keys) => {
    const places = [1, 2].flatMap((person) => [1, 2].map((session) => [person, session] as const))
    const rows = places.flatMap(([person, session]) =>
      list((side, text, at) => [...keys(person, session, at + 1), capital(side), text]),
    )
    const four = { said: places.flatMap(() => SAID), conversations: 4, bad: 0 }
    const table = rows.map((row) => row.map(quoted).join(',')).join('\n')
    expect(await seen(`${head},speaker,text\n${table}\n`)).toMatchObject(four)
    const names = [...head.split(','), 'speaker', 'text']
    const objects = rows.map((row) => JSON.stringify(Object.fromEntries(row.map((cell, at) => [names[at], cell]))))
    expect(await seen(objects.join('\n'))).toMatchObject(four)
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

  it('has its header again where files were put behind each other', async () => {
    const header = 'session,speaker,text\n'
    const rows = (id: number) => `${lines((side, text) => `${id},${capital(side)},${quoted(text)}`)}\n`
    const { said, conversations, bad } = await seen(header + rows(1) + header + rows(2))
    expect([said, conversations, bad]).toEqual([[...SAID, ...SAID], 2, 0])
  })

  it('has sessions one below the other, under a heading each', async () => {
    const section = (id: number) => `Session ${id},\n${lines((side, text) => `${capital(side)},${quoted(text)}`)}\n,\n`
    const content = section(1) + section(2)
    const { said, conversations, bad } = await seen(content)
    expect([said, conversations, bad]).toEqual([[...SAID, ...SAID], 2, 0])
    const found = await inspect(content, { shardLimits: () => ({ bytes: 1, conversations: 1 }) })
    expect(await readByMarks(content, found)).toEqual(await readAll(content, found.reading))
  })

  it('has single quotes around its cells', async () => {
    const cell = (text: string) => `'${text.replaceAll("'", "''")}'`
    const rows = lines((side, text) => ['1', capital(side), `${text} It's so.`].map(cell).join(','))
    const { said, bad } = await seen(`'session','speaker','text'\n${rows}\n`)
    expect([said, bad]).toEqual([SAID.map((text) => `${text} It's so.`), 0])
  })

  it('says in other languages and units when something was said', async () => {
    const rows = lines((side, text, at) => `1;${at},5;${capital(side)};${quoted(text)}`)
    const { times } = await seen(`Sitzung;Zeit (s);Sprecher;Äußerung\n${rows}\n`)
    expect(times).toEqual(['0.5', '1.5', '2.5', '3.5'])
  })
})

describe('a cell', () => {
  const talk = (between: string, make: (side: Side, text: string, at: number) => string) => list(make).join(between)
  const html = (text: string) => text.replaceAll('"', '&quot;')
  const template = (begin: string, behind: string, end: string) =>
    talk('', (side, text) => `${begin}${side === 'client' ? 'user' : 'assistant'}${behind}${text}${end}`)

  it.each<[string, string]>([
    ['turns between bars', talk(' | ', (side, text) => `${capital(side)}: ${text}`)],
    ['paragraphs of HTML', talk('', (side, text) => `<p><b>${capital(side)}:</b> ${html(text)}</p>`)],
    ['lines of HTML', talk('<br>', (side, text) => `${capital(side)}: ${html(text)}`)],
    ['times before names', talk('\n', (side, text, at) => `[10:00:0${at}] ${capital(side)}: ${text}`)],
    [
      'a template of Llama',
      `<|begin_of_text|>${template('<|start_header_id|>', '<|end_header_id|>\n\n', '<|eot_id|>')}`,
    ],
    ['a template of Gemma', template('<start_of_turn>', '\n', '<end_of_turn>\n')],
    ['a template of Phi', template('<|', '|>\n', '<|end|>\n')],
  ])('holds %s', async (_what, cell) => {
    const { said } = await seen(`id,text\n1,${quoted(cell)}\n2,${quoted(cell)}\n`)
    expect(said.map((text) => text.replaceAll('&quot;', '"'))).toEqual([...SAID, ...SAID])
  })

  it('holds times, which stay with their turns', async () => {
    const cell = talk('\n', (side, text, at) => `[10:00:0${at}] ${capital(side)}: ${text}`)
    const { times } = await seen(`id,text\n1,${quoted(cell)}\n`)
    expect(times).toEqual([0, 1, 2, 3].map((at) => `10:00:0${at}`))
  })
})

describe('a text', () => {
  const who = (side: Side) => (side === 'client' ? 'Maria' : 'Anna Smith')

  it.each<[string, string]>([
    [
      'how something is said behind a name',
      lines((side, text, at) => `${who(side)}${at > 1 ? ' [sighs]' : ''}: ${text}`),
    ],
    ['pronouns behind a name', lines((side, text) => `${who(side)}${side === 'client' ? '' : ' (she/her)'}: ${text}`)],
    [
      'marks of direction before names',
      lines((side, text) => `\u200f${side === 'client' ? 'מטופל' : 'מטפל'}: ${text}`),
    ],
    [
      'family names first',
      lines((side, text) => `[1/5/2023 10:02 AM] ${side === 'client' ? 'Lopez, Maria' : 'Smith, Anna'}\n${text}\n`),
    ],
    [
      'a time, a tab, a name and a tab',
      `2023/01/05(Thu)\n${lines((side, text, at) => `22:0${at}\t${who(side)}\t${text}`)}`,
    ],
    [
      'names in the middle, as plays have them',
      lines((side, text) => `${' '.repeat(20)}${capital(side).toUpperCase()}\n${' '.repeat(10)}${text}\n`),
    ],
    ['a time behind each name', lines((side, text, at) => `${capital(side)}: [00:00:0${at}] ${text}`)],
    [
      'a name, a tab, a time and a tab',
      lines((side, text, at) => `${capital(side).toUpperCase()}\t00:0${at}\t${text}\n`),
    ],
    [
      'TalkBank’s tiers',
      `@UTF8\n@Begin\n${lines((side, text) => `*${side === 'client' ? 'PAR' : 'THE'}:\t${text}\n%mor:\tv|be`)}\n@End`,
    ],
    [
      'tiers with their times in columns',
      lines((side, text, at) => `${capital(side)}\t\t00:00:0${at}.250\t00:00:0${at}.900\t${text}`),
    ],
  ])('has %s', async (_what, text) => {
    const { said, conversations, bad } = await seen(`${text}\n`)
    expect({ said: said.map((each) => each.replace('(sighs) ', '')), conversations, bad }).toEqual(whole)
  })

  it('has quotes as AsciiDoc and TeX write them', async () => {
    const quote = (text: string) => text.replace(/"([^"]*)"/, "``$1''")
    const bold = lines((side, text) => `*${capital(side)}:* ${quote(text)}\n`)
    expect((await seen(`= Talk\n\n== Session 1\n\n${bold}`)).said).toEqual(SAID)
    expect((await seen(bold.replaceAll(/``|''/g, (sign) => (sign === '``' ? '"`' : '`"')))).said).toEqual(SAID)
  })

  it('has the signs of a wiki', async () => {
    const page = lines((side, text) => `'''${capital(side)}:''' ${text}\n`)
    const { said, conversations } = await seen(
      `<span id="a"></span>\n= Session 1 =\n\n${page}\n= Session 2 =\n\n${page}`,
    )
    expect([said, conversations]).toEqual([[...SAID, ...SAID], 2])
  })

  it.each([
    [
      'mails',
      lines(
        (side, text, at) =>
          `From ${side}@x.org Mon Jan  1 10:0${at}:00 2024\nFrom: ${side}@x.org\nTo: a@x.org\nSubject: Re: x\nDate: Mon, 1 Jan 2024 10:0${at}:00 +0000\n\n${text}\n`,
      ),
    ],
    [
      'records of fields',
      lines((side, text, at) => `session_id = 1\n      turn = ${at}\n   speaker = ${side}\n      text = ${text}\n`),
    ],
  ])('of %s is refused rather than taken for what is said', async (_what, text) => {
    await expect(seen(text)).rejects.toMatchObject({ details: { reason: 'unknown_format' } })
  })

  it('says below a chat how long it is', async () => {
    const above = lines((side, text, at) => `[3/4/2024 10:0${at} AM] ${capital(side)}\n${text}\n`)
    const rule = '='.repeat(62)
    const chat = `${rule}\nChannel: x\n${rule}\n\n${above}\n${rule}\nExported 4 message(s)\n${rule}\n`
    expect(await seen(chat)).toMatchObject(sides)
  })

  it('keeps the day and the half of the day with a time', async () => {
    const above = lines((side, text) => `[1/5/2023 10:02 PM] ${who(side)}\n${text}\n`)
    expect((await seen(above)).times[0]).toBe('1/5/2023 10:02 PM')
    const before = lines((side, text) => `2023-01-05 22:02 ${who(side)}: ${text}`)
    expect((await seen(before)).times[0]).toBe('2023-01-05 22:02')
  })

  it('has the time at which something was said to its end behind it', async () => {
    const { turns } = await ingest(
      lines((side, text, at) => `${side === 'client' ? 'B' : 'I'}: ${text} #00:00:0${at}-3#`),
    )
    expect(turns.map(({ text, labels }) => [text, labels])).toEqual(
      SAID.map((text, at) => [text, { end: `00:00:0${at}.3` }]),
    )
  })

  it('names who speaks above the times of subtitles', async () => {
    const cues = lines(
      (side, text, at) => `${at + 1} "${who(side)}" (7)\n00:00:0${at}.000 --> 00:00:0${at}.900\n${text}\n`,
    )
    expect((await seen(`WEBVTT\n\n${cues}`)).by).toEqual(['Anna Smith', 'Maria', 'Anna Smith', 'Maria'])
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
    [
      'texts with a name before each',
      { utterances: list((side, text) => `${side === 'client' ? 'patient' : 'doctor'}: ${text}`) },
    ],
    [
      'parts whose text is an object',
      { messages: list((side, value) => ({ role: role(side), content: [{ type: 'text', text: { value } }] })) },
    ],
    [
      'an object for each side',
      { turns: [0, 2].map((n) => ({ bot: { text: SAID[n] }, user: { text: SAID[n + 1] } })) },
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

  it('has lists of turns in a list, beside what looks like a turn', async () => {
    const parts = list((side, body) => ({ body, author: { type: side === 'client' ? 'user' : 'admin' } }))
    const source = { body: 'Hello there.', author: { type: 'user' } }
    const document = { conversations: [1, 2].map((id) => ({ id, source, conversation_parts: { parts } })) }
    expect((await seen(JSON.stringify(document))).conversations).toBe(2)
  })

  it('of one answer with a better and a worse one is a pair, not conversations', async () => {
    const [prompt, chosen, rejected] = SAID.map((content, n) => [{ role: n === 0 ? 'user' : 'assistant', content }])
    const { said, conversations } = await seen(JSON.stringify({ prompt, chosen, rejected }))
    expect([said, conversations]).toEqual([SAID.slice(0, 2), 1])
  })

  it('says who speaks wherever that stands', async () => {
    const people = {
      value: list((side, text) => ({ from: { user: { displayName: capital(side) } }, body: { content: text } })),
    }
    expect((await seen(JSON.stringify(people))).roles).toEqual({ therapist: 2, client: 2 })
    const inside = { messages: list((side, text) => ({ create: { text, senderId: capital(side) } })) }
    expect((await seen(JSON.stringify(inside))).roles).toEqual({ therapist: 2, client: 2 })
  })

  it('has rows of a table that are wrapped, each in what says where it comes from', async () => {
    const hits = [1, 2].flatMap((session) =>
      list((side, text) => ({ _index: 'x', _source: { session, speaker: capital(side), text } })),
    )
    const { said, conversations } = await seen(JSON.stringify({ hits: { hits } }))
    expect([said, conversations]).toEqual([[...SAID, ...SAID], 2])
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

  it('says of each value what it is, as DynamoDB and Firestore export them', async () => {
    const dynamo = list((side, text, n) => ({
      Item: { session: { N: '1' }, n: { N: `${n}` }, speaker: { S: capital(side) }, text: { S: text } },
    }))
    expect(await seen(dynamo.map((item) => JSON.stringify(item)).join('\n'))).toMatchObject(sides)
    const documents = list((side, text) => ({
      name: 'x',
      fields: { session: { integerValue: '1' }, speaker: { stringValue: capital(side) }, text: { stringValue: text } },
    }))
    expect(await seen(JSON.stringify({ documents }))).toMatchObject(sides)
  })

  it('says who speaks before the words of each part of a recording', async () => {
    const events = list((side, text, n) => ({
      start: n * 5000,
      end: n * 5000 + 4000,
      name: '',
      text: `${capital(side)}: ${text}`,
    }))
    expect(await seen(JSON.stringify({ events }))).toMatchObject(sides)
  })

  it('calls messages and chats by ids that were made, as Firebase does', async () => {
    const messages = Object.fromEntries(list((side, text, n) => [`-N0abcdefg${n}`, { sender: capital(side), text }]))
    const { said, conversations } = await seen(
      JSON.stringify({ chats: { '-Na1': { messages }, '-Na2': { messages } } }),
    )
    expect([said, conversations]).toEqual([[...SAID, ...SAID], 2])
  })

  it('has words with their speakers once more in the last result, as Google hears them', async () => {
    const spoken = list((side, text) =>
      text.split(' ').map((word) => ({ word, speakerTag: side === 'client' ? 2 : 1, startTime: '1.5s' })),
    )
    const results = [
      ...SAID.map((transcript) => ({ alternatives: [{ transcript }] })),
      { alternatives: [{ words: spoken.flat() }] },
    ]
    const { said, by, conversations } = await seen(JSON.stringify({ results }))
    expect({ said, by, conversations }).toEqual({ said: SAID, by: ['1', '2', '1', '2'], conversations: 1 })
  })

  it('wraps times as MongoDB exports them', async () => {
    const messages = list((side, body, n) => ({ from: capital(side), body, at: { $date: minute(n) } }))
    expect((await seen(JSON.stringify({ _id: { $oid: '1' }, messages }))).times).toEqual([0, 1, 2, 3].map(minute))
  })
})
