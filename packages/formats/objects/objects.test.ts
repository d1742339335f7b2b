import { describe, expect, it } from '@jest/globals'
import { cutEvery, ingest, inspect, readByMarks } from '../testing/helpers.ts'

const SAM = 'I cannot sleep.'
const REED = 'What keeps you awake?'
const messages = [
  { role: 'user', content: SAM },
  { role: 'assistant', content: REED },
]
const sharegpt = [
  { from: 'human', value: SAM },
  { from: 'gpt', value: REED },
]
const document = (value: unknown): string => JSON.stringify(value, null, 1)
const lines = (objects: readonly unknown[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('')
const thrice = (object: object): object[] => [0, 1, 2].map((id) => ({ id, ...object }))
const message = (id: string, parent: string | null, children: string[], role: string, text: string) => ({
  [id]: { id, parent, children, message: { author: { role }, create_time: 1.5, content: { parts: [text] } } },
})
const reply = (text: string, role: string, replies: object[], rank = 0) => ({ text, role, rank, replies })

/** What each shape holds is the same: Sam's words and Reed's answer. */
const SHAPES: { [shape: string]: object } = {
  'OpenAI messages': { messages },
  'ShareGPT conversations': { conversations: sharegpt },
  'lists side by side': { conversations: { from: ['human', 'gpt'], value: [SAM, REED] } },
  'speakers in a list beside': { speakers: ['client', 'therapist'], utterances: [SAM, REED] },
  'fields called after their turns': { turn_1_client: SAM, turn_2_therapist: REED, turn_3_client: '' },
  'messages further in': { data: { messages } },
  'authors that are objects': {
    messages: messages.map(({ role, content }) => ({ author: { role }, content: { parts: [content] } })),
  },
  'an instruction alone': { instruction: SAM, input: '', output: REED },
  'a prompt and its chosen answer': { prompt: SAM, chosen: REED, rejected: 'So?' },
  'a prompt with names in it': { prompt: `\n\nHuman: ${SAM}\n\nAssistant:`, completion: ` ${REED}` },
  'a prompt that ends with an arrow': { prompt: `${SAM} ->`, completion: `${REED} END` },
  'history and candidates': { personality: [''], utterances: [{ history: [SAM], candidates: ['So?', REED] }] },
  'history and response': { history: [SAM], response: REED },
  'names in angle brackets': { text: `<HUMAN>: ${SAM}\n<ASSISTANT>: ${REED}` },
  'names after hashes': { text: `### Human: ${SAM} ### Assistant: ${REED}` },
  'instructions in brackets': { text: `<s>[INST] ${SAM} [/INST] ${REED} </s>` },
  'marks of chats': { text: `<|im_start|>user\n${SAM}<|im_end|>\n<|im_start|>assistant\n${REED}<|im_end|>\n` },
  'a dialogue in a text further in': {
    attitude: 'positive',
    client: { intake: 'Name: Sam\nAge: 30', dialogue: `Client: ${SAM}\nCounselor: ${REED}` },
  },
  'a tree of a ChatGPT export': {
    title: 'Night',
    mapping: {
      root: { id: 'root', parent: null, children: ['a'], message: null },
      ...message('a', 'root', ['b', 'c'], 'user', SAM),
      ...message('b', 'a', [], 'assistant', 'An answer that was not kept'),
      ...message('c', 'a', [], 'assistant', REED),
    },
    current_node: 'c',
  },
  'a tree of replies': {
    message_tree_id: 't',
    prompt: reply(SAM, 'prompter', [reply('So?', 'assistant', [], 1), reply(REED, 'assistant', [])]),
  },
}

describe('a conversation', () => {
  it.each(Object.keys(SHAPES))('is read from %s, in JSON and in JSON lines', async (shape) => {
    for (const content of [document(thrice(SHAPES[shape])), lines(thrice(SHAPES[shape]))]) {
      const { inspection, turns, rows } = await ingest(content, cutEvery(1))
      expect(turns.slice(0, 2).map(({ text }) => text.trim())).toEqual([SAM, REED])
      expect(inspection).toMatchObject({
        conversations: 3,
        turns: 6,
        badRows: 0,
        roles: { client: 3, therapist: 3 },
      })
      expect(rows.map(({ position }) => position.row)).toEqual([1, 2, 3])
      const again = await ingest(content, { mapping: inspection.reading.mapping })
      expect(again.turns).toEqual(turns)
    }
  })

  it.each([
    ['a sole document', document({ data: { messages } }), 1],
    ['lists further in, beside others', document({ by: [{ name: 'x' }], data: { all: thrice({ messages }) } }), 3],
    ['lists of lists', document([messages, messages]), 2],
    ['lines that are lists', lines([messages, messages]), 2],
    ['fields of their own', document({ first: messages, second: messages }), 2],
    ['fields that are objects', document({ first: { turns: messages }, second: { turns: messages } }), 2],
    ['a list of messages alone', document([...messages, ...messages]), 1],
  ])('is found in %s', async (_name, content, count) => {
    const { inspection, turns, items } = await ingest(content, cutEvery(1))
    expect(inspection).toMatchObject({ conversations: count, badRows: 0 })
    expect(turns[0]).toMatchObject({ speaker: 'user', text: SAM })
    expect(await readByMarks(content, inspection, 11)).toEqual(items)
  })

  it('is read where a mapping says that it is, from the document or from its elements', async () => {
    const row = {
      who: 'x',
      talk: {
        lines: [
          { by: { name: 'P' }, words: SAM },
          { by: { name: 'Q' }, words: REED },
        ],
      },
    }
    for (const prefix of ['', 'all[].']) {
      const mapping = { text: `${prefix}talk.lines[].words`, speaker: `${prefix}talk.lines[].by.name` }
      const { turns, inspection } = await ingest(document({ all: [row, row] }), {
        mapping: { ...mapping, roles: { p: 'client', q: 'therapist' } },
      })
      expect(turns.slice(0, 2)).toEqual([
        { speaker: 'P', text: SAM },
        { speaker: 'Q', text: REED },
      ])
      expect(inspection).toMatchObject({ conversations: 2, roles: { client: 2, therapist: 2 } })
    }
  })

  it('goes on with the longest history alone, so that nothing is doubled', async () => {
    const utterances = [
      { history: ['a'], candidates: ['x', 'b'] },
      { history: ['a', 'b', 'c'], candidates: ['x', 'd'] },
    ]
    const { turns } = await ingest(document({ train: [{ personality: ['I run'], utterances }] }))
    expect(turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['client', 'a'],
      ['therapist', 'b'],
      ['client', 'c'],
      ['therapist', 'd'],
    ])
  })

  it('says how many turns stand on other branches of its tree', async () => {
    const { inspection } = await ingest(document(thrice(SHAPES['a tree of replies'])))
    expect(inspection.problems).toContainEqual(expect.objectContaining({ code: 'other_branches', count: 3 }))
  })

  it('of rows that name the one they answer is told by their tree', async () => {
    const rows = [
      { message_id: 'a', parent_id: null, message_tree_id: 't', role: 'prompter', text: SAM },
      { message_id: 'b', parent_id: 'a', message_tree_id: 't', role: 'assistant', text: REED },
    ]
    const { turns, inspection } = await ingest(lines([...rows, { ...rows[0], message_tree_id: 'u' }]))
    expect(inspection).toMatchObject({ conversations: 2, reading: { mapping: { parent: 'parent_id' } } })
    expect(turns[1]).toMatchObject({ utteranceId: 'b', parent: 'a' })
  })

  it('keeps what a model is told to be, and earlier questions', async () => {
    const system = 'Answer as a counsellor.'
    const shared = await ingest(
      document([1, 2, 3, 4, 5].map((n) => ({ instruction: system, input: `${SAM} ${n}`, output: REED }))),
    )
    expect(shared.turns.slice(0, 3).map(({ speaker }) => speaker)).toEqual(['system', 'client', 'therapist'])
    const history = [['Hello', 'Hi']]
    const earlier = await ingest(document(thrice({ instruction: SAM, input: '', output: REED, system, history })))
    expect(earlier.turns.slice(0, 5).map(({ text }) => text)).toEqual([system, 'Hello', 'Hi', SAM, REED])
    const sharing = await ingest(document(thrice({ system, conversations: sharegpt })))
    expect(sharing.turns.slice(0, 3).map(({ text }) => text)).toEqual([system, SAM, REED])
  })

  it('takes lists of one value a turn for labels', async () => {
    const { turns, rows } = await ingest(document(thrice({ dialog: [SAM, REED], act: [1, 2], emotion: [0, 3] })))
    expect(turns[1]).toEqual({ speaker: 'B', text: REED, labels: { act: 2, emotion: 3 } })
    expect(rows[0].metadata).toEqual({ id: 0 })
  })
})

describe('exports of chats', () => {
  const chat = {
    name: 'Sam',
    type: 'personal_chat',
    id: 7,
    messages: [
      { id: 1, type: 'service', date: '2026-01-01T10:00:00', actor: 'Sam', action: 'create_chat', text: '' },
      {
        id: 2,
        type: 'message',
        date: '2026-01-01T10:00:01',
        from: 'Sam',
        text: ['I ', { type: 'bold', text: 'cannot' }, ' sleep.'],
      },
      { id: 3, type: 'message', date: '2026-01-01T10:00:09', from: 'Reed', text: REED },
    ],
  }

  it('of Telegram hold a chat, or lists of them beside contacts', async () => {
    const contacts = { list: [{ first_name: 'Reed', date: '2026' }] }
    for (const [content, count] of [
      [document(chat), 1],
      [document({ about: 'all', contacts, chats: { list: [chat, chat] } }), 2],
    ] as const) {
      const { inspection, turns } = await ingest(content)
      expect(turns.slice(0, 2).map(({ speaker, text }) => [speaker, text])).toEqual([
        ['Sam', SAM],
        ['Reed', REED],
      ])
      expect(inspection).toMatchObject({ conversations: count, turns: 2 * count, badRows: 0 })
    }
  })

  it('of Slack are a conversation a thread, and one of all that is in none', async () => {
    const at = (second: number) => `170000000${second}.000100`
    const content = document([
      { type: 'message', subtype: 'channel_join', user: 'U1', ts: at(0), text: '<@U1> has joined the channel' },
      { type: 'message', user: 'U1', user_profile: { real_name: 'Sam' }, ts: at(1), thread_ts: at(1), text: SAM },
      { type: 'message', user: 'U3', ts: at(2), text: 'Good morning' },
      { type: 'message', user: 'U2', ts: at(3), thread_ts: at(1), text: REED },
    ])
    const { inspection, rows } = await ingest(content)
    expect(inspection).toMatchObject({ rows: 4, conversations: 2, turns: 3, scattered: true, badRows: 0 })
    expect(inspection.problems).toContainEqual(expect.objectContaining({ code: 'nothing_said', count: 1 }))
    expect(rows.map(({ key }) => key)).toEqual(['file', at(1), 'file', at(1)])
    expect(rows[1].turns).toEqual([{ speaker: 'Sam', text: SAM, time: 1700000001.0001 }])
  })
})

describe('FHIR', () => {
  const communication = (id: string, sender: object, text: string) => ({
    fullUrl: `urn:uuid:${id}`,
    resource: {
      resourceType: 'Communication',
      id,
      status: 'completed',
      encounter: { reference: 'Encounter/e1' },
      sender,
      sent: '2026-01-01T10:00:00Z',
      payload: [{ contentString: text }],
    },
  })
  const entry = [
    { resource: { resourceType: 'Patient', id: 'p1' } },
    communication('c1', { reference: 'Patient/p1', display: 'Sam' }, SAM),
    communication('c2', { reference: 'Practitioner/d1', display: 'Reed' }, REED),
    {
      resource: {
        resourceType: 'QuestionnaireResponse',
        id: 'q1',
        status: 'completed',
        item: [
          {
            linkId: '1',
            text: 'Sleep',
            item: [
              { linkId: '1.1', text: 'How did you sleep?', answer: [{ valueCoding: { code: 'b', display: 'Badly' } }] },
              { linkId: '1.2', text: 'For how many nights?', answer: [{ valueInteger: 3 }] },
              { linkId: '1.3', text: 'Not answered' },
            ],
          },
        ],
      },
    },
  ]

  it('makes conversations of an encounter’s communications, and of a questionnaire', async () => {
    for (const content of [
      document({ resourceType: 'Bundle', type: 'collection', entry }),
      lines(entry.map(({ resource }) => resource)),
    ]) {
      const { inspection, rows } = await ingest(content)
      expect(inspection).toMatchObject({
        rows: 4,
        conversations: 2,
        turns: 6,
        badRows: 0,
        roles: { client: 3, therapist: 3 },
      })
      expect(rows.map(({ turns }) => turns.map(({ speaker, text }) => `${speaker}: ${text}`))).toEqual([
        [],
        [`patient: ${SAM}`],
        [`practitioner: ${REED}`],
        ['practitioner: How did you sleep?', 'patient: Badly', 'practitioner: For how many nights?', 'patient: 3'],
      ])
    }
  })
})

it('a mapping of fields that are not there falls back to what is found', async () => {
  const { reading } = await inspect(document(thrice({ messages })), { mapping: { text: 'nowhere[].words' } })
  expect(reading.mapping.text).toBe('messages[].content')
})

describe('events that name people and conversations by objects', () => {
  const event = (id: string, type: string, body: string) => ({
    conversation: { id },
    from: { type, name: 'Kim' },
    body,
  })
  const events = [
    event('a', 'customer', SAM),
    event('a', 'agent', REED),
    event('b', 'customer', SAM),
    event('b', 'agent', REED),
  ]

  it('are turns of who they are from', async () => {
    const { inspection, rows } = await ingest(lines(events))
    expect(inspection.reading.mapping).toMatchObject({ speaker: 'from.type', conversation: 'conversation.id' })
    expect(rows.map(({ key, turns: [turn] }) => [key, turn?.speaker])).toEqual([
      ['a', 'customer'],
      ['a', 'agent'],
      ['b', 'customer'],
      ['b', 'agent'],
    ])
  })
})
