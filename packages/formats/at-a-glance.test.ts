import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { inspect, readAll, readByMarks } from './testing/helpers.ts'

// Ways in which people and programs write the same three sessions, each of which a person understands at a glance.

const SESSIONS: readonly (readonly string[])[] = [
  [
    'Hello, what brings you in today?',
    'I have been feeling really anxious about my new job.',
    'What about the job makes you anxious?',
    'My boss keeps criticizing me in front of others, and I cannot sleep.',
    'That sounds painful. How do you cope when that happens?',
    'Mostly I just go home and cry.',
  ],
  [
    'Welcome back. How was your week?',
    'Better, I talked to my sister like we planned.',
    'You took that step. How did it feel?',
    'I was scared at first, but then relieved.',
  ],
  [
    'Good morning. Where would you like to start?',
    'I had another panic attack on the train.',
    'Can you walk me through what happened?',
    'My heart raced and I thought I would die.',
  ],
]

interface Turn {
  session: number
  at: number
  role: 'Therapist' | 'Client'
  text: string
}
const turnsOf = (session: number): Turn[] =>
  (SESSIONS[session] ?? []).map((text, at) => ({ session, at, role: at % 2 === 0 ? 'Therapist' : 'Client', text }))
const ALL = [0, 1, 2].flatMap(turnsOf)
const each = <T>(make: (turns: Turn[], session: number) => T): T[] => [0, 1, 2].map((at) => make(turnsOf(at), at))
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const two = (at: number) => String(at).padStart(2, '0')

/** What is found in a text, and whether it is the same however it is cut. */
async function seen(content: string | Uint8Array) {
  const found = await inspect(content, { shardLimits: () => ({ bytes: 1, conversations: Infinity }) })
  const { reading, conversations, turns, badRows, roles } = found
  const [cut, whole] = [await readByMarks(content, found), await readAll(content, reading)]
  return { conversations, turns, badRows, roles, sameInParts: isDeepStrictEqual(cut, whole) }
}

const found = (conversations: number) => {
  const turns = conversations === 1 ? 6 : 14
  return { conversations, turns, badRows: 0, sameInParts: true }
}
/** The first session, or all three, with nothing lost and everybody in their role. */
const sessions = (count: number) => {
  const { turns, ...rest } = found(count)
  return { turns, ...rest, roles: { therapist: turns / 2, client: turns / 2 } }
}

describe('a transcript', () => {
  const lines: { readonly [form: string]: (turn: Turn) => string } = {
    'a colon': ({ role, text }) => `${role}: ${text}`,
    'a letter and a colon': ({ role, text }) => `${role[0]}: ${text}`,
    'times in brackets, without a colon': ({ role, at, text }) => `[00:${two(at)}:02] ${role.toUpperCase()} ${text}`,
    'a dash': ({ role, text }) => `${role} - ${text}`,
    'a long dash': ({ role, text }) => `${role} — ${text}`,
    'an angle behind the name': ({ role, text }) => `${role} > ${text}`,
    'names in angles': ({ role, text }) => `<${role}> ${text}`,
    'names in braces': ({ role, text }) => `{${role}} ${text}`,
    'a role and a full stop': ({ role, text }) => `${role.toUpperCase()}. ${text}`,
    'times as F4 and MAXQDA write them': ({ role, at, text }) => `${role} #00:${two(at)}:02-3#: ${text}`,
    'days and times': ({ role, at, text }) => `2021-03-04 10:${two(at)}:00 ${role}: ${text}`,
    'names and days above, as Discord has it': ({ role, at, text }) => `${role} — Today at 10:${two(at)} AM\n${text}\n`,
    'TalkBank’s stars': ({ role, text }) => `*${role === 'Client' ? 'CLI' : 'THE'}:\t${text}\n%com:\tnothing`,
    'wide colons': ({ role, text }) => `${role === 'Client' ? '来访者' : '咨询师'}：${text}`,
    'Japanese names': ({ role, text }) => `${role === 'Client' ? 'クライエント' : 'カウンセラー'}：${text}`,
    'Korean names': ({ role, text }) => `${role === 'Client' ? '내담자' : '상담사'}: ${text}`,
    'Russian names': ({ role, text }) => `${role === 'Client' ? 'Клиент' : 'Терапевт'}: ${text}`,
    'French names': ({ role, text }) => `${role === 'Client' ? 'Patiente' : 'Thérapeute'} : ${text}`,
  }
  it.each(Object.entries(lines))('with %s', async (_, line) => {
    const text = turnsOf(0).map(line).join('\n')
    expect(await seen(`${text}\n`)).toMatchObject(sessions(1))
    expect(await seen(`Session 1\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`)).toMatchObject(sessions(1))
  })

  it('in an encoding of a wide script, with wide colons', async () => {
    // 咨询师：你好，最近怎么样？ 来访者：我最近总是睡不着。 in GB 18030
    const therapist = Buffer.from('d7c9d1afcaa6a3bac4e3bac3a3acd7eebdfcd4f5c3b4d1f9a3bf0a', 'hex')
    const client = Buffer.from('c0b4b7c3d5dfa3baced2d7eebdfcd7dcCAC7cbafb2bbd7c5a1a30a', 'hex')
    const read = await inspect(Buffer.concat([therapist, client, therapist, client]))
    expect([read.conversations, read.turns, read.roles]).toEqual([1, 4, { therapist: 2, client: 2 }])
  })

  it('of speech recognition, with two times before each line and nobody named', async () => {
    const text = turnsOf(0)
      .map((turn) => `[00:${two(turn.at)}.000 --> 00:${two(turn.at + 1)}.000]  ${turn.text}\n`)
      .join('')
    expect(await seen(text)).toMatchObject(found(1))
    expect(await seen(`Session 1\r\n\r\n${text.replaceAll('\n', '\r\n')}`)).toMatchObject(found(1))
  })

  it('of cues with a dash before the one who speaks', async () => {
    const cues = turnsOf(0).map(
      ({ at, role, text }) => `00:${two(at * 5)}.000 --> 00:${two(at * 5 + 4)}.000\n- ${role}: ${text}\n`,
    )
    expect(await seen(`WEBVTT\n\n${cues.join('\n')}`)).toMatchObject(sessions(1))
  })
})

describe('names of people', () => {
  it('alone above what they say', async () => {
    const names = { Therapist: 'Dr. Hannah Okafor', Client: 'Luis M.' }
    const blocks = each((turns) => turns.map(({ role, text }) => `${names[role]}\n${text}\n\n`).join(''))
    expect(await seen(`Present: Dr. Hannah Okafor, Luis M.\n\n${blocks.join('---\n')}`)).toMatchObject(found(3))
  })

  it.each(['→', '->', '=>', '»'])('before a sign such as %s', async (sign) => {
    expect(
      await seen(
        turnsOf(0)
          .map(({ role, text }, at) => `${at + 1}. ${role} ${sign} ${text}\n`)
          .join(''),
      ),
    ).toMatchObject(sessions(1))
  })

  it('before a tab', async () => {
    const names = { Therapist: 'I', Client: 'R' }
    expect(
      await seen(
        turnsOf(0)
          .map(({ role, text }) => `${names[role]}\t${text}\n`)
          .join(''),
      ),
    ).toMatchObject(found(1))
  })

  it('in the classes of cues', async () => {
    const cues = turnsOf(0).map(
      ({ at, role, text }) =>
        `00:${two(at * 5)}.000 --> 00:${two(at * 5 + 4)}.000\n<c.${role.toLowerCase()}>${text}</c>\n`,
    )
    expect(await seen(`WEBVTT\n\n${cues.join('\n')}`)).toMatchObject(sessions(1))
  })
})

describe('JSON', () => {
  it('of people under names of their own, with their sessions in lists', async () => {
    const patients = Object.fromEntries(
      each((turns, at) => [
        `p${at}`,
        { sessions: [{ date: 'now', turns: turns.map(({ role, text }) => ({ who: role, said: text })) }] },
      ]),
    )
    expect(await seen(JSON.stringify({ patients }))).toMatchObject(sessions(3))
    expect(await seen(JSON.stringify({ patients }, null, 2))).toMatchObject(sessions(3))
  })

  it('of turns that say in an object of their own who speaks', async () => {
    const log = each((turns, id) => ({
      id,
      log: turns.map(({ role, text }) => ({ text, metadata: { speaker: role } })),
    }))
    expect(await seen(JSON.stringify({ data: log }))).toMatchObject(sessions(3))
  })

  it('of questions with lists of answers', async () => {
    const asked = each((turns, id) => ({
      questionID: id,
      questionText: turns[1]?.text,
      answers: [{ therapistName: 'A', answerText: turns[2]?.text }],
    }))
    expect(await seen(JSON.stringify(asked))).toMatchObject({
      ...found(3),
      turns: 6,
      roles: { therapist: 3, client: 3 },
    })
  })

  const lists: { readonly [form: string]: (turns: Turn[]) => unknown } = {
    'fields called after who speaks': (turns) => turns.map(({ role, text }) => ({ [role]: text })),
    'a turn of each side': (turns) =>
      turns.flatMap(({ text }, at) => (at % 2 === 0 ? [{ therapist: text, client: turns[at + 1]?.text }] : [])),
    'pairs of speaker and text': (turns) => turns.map(({ role, text }) => [role, text]),
    'turns by their numbers': (turns) =>
      Object.fromEntries(turns.map(({ role, text }, at) => [String(at + 1), { speaker: role, text }])),
    'texts under a name of their own': (turns) => turns.map(({ role, text }) => ({ wer: role, gesagt: text, t: 1.5 })),
  }
  it.each(Object.entries(lists))('with %s', async (_, list) => {
    expect(await seen(JSON.stringify(each((turns, id) => ({ id, dialogue: list(turns) }))))).toMatchObject(sessions(3))
    expect(
      await seen(each((turns, id) => `${JSON.stringify({ id, dialogue: list(turns) })}\n`).join('')),
    ).toMatchObject(sessions(3))
  })

  it('of lists of pairs, without any field', async () => {
    expect(await seen(JSON.stringify(each((turns) => turns.map(({ role, text }) => [role, text]))))).toMatchObject(
      sessions(3),
    )
  })

  it('with NaN, infinities, commas behind the last one, and as Python prints it', async () => {
    const list = (turns: Turn[]) => turns.map(({ role, text }) => ({ speaker: role, text }))
    const objects = each(
      (turns, id) => `{"id": ${id}, "score": NaN, "n": -Infinity, "dialog": ${JSON.stringify(list(turns))}}`,
    )
    expect(await seen(`[\n${objects.join(',\n')},\n]\n`)).toMatchObject(sessions(3))
    expect(await seen(`${objects.join('\n')}\n`)).toMatchObject(sessions(3))
    const python = (turns: Turn[]) =>
      turns.map(({ role, text }) => `{'speaker': '${role}', 'text': "${text}"}`).join(', ')
    expect(
      await seen(`${each((turns, id) => `{'id': ${id}, 'ok': None, 'dialog': [${python(turns)}]}`).join('\n')}\n`),
    ).toMatchObject(sessions(3))
  })

  it('with who they are beside the turns', async () => {
    const turns = turnsOf(0).map(({ role, text }) => ({
      participant: role === 'Client' ? 'P1' : 'P2',
      utterance: text,
    }))
    const participants = [
      { id: 'P1', role: 'client', name: 'x' },
      { id: 'P2', role: 'therapist', name: 'y' },
    ]
    expect(await seen(JSON.stringify({ session: '12', participants, transcript: turns }))).toMatchObject(sessions(1))
    const letters = turnsOf(0).map(({ role, text }) => ({ speaker: role === 'Client' ? 'A' : 'B', text }))
    expect(
      await seen(JSON.stringify({ speakers: { A: 'Client', B: 'Therapist' }, utterances: letters })),
    ).toMatchObject(sessions(1))
  })

  it('of words with their times, as speech recognition writes it', async () => {
    const monologues = turnsOf(0).map(({ role, text }) => ({
      speaker: role === 'Client' ? 1 : 0,
      elements: text
        .split(' ')
        .flatMap((value, at) => [
          ...(at > 0 ? [{ type: 'punct', value: ' ' }] : []),
          { type: 'text', value, ts: 1, end_ts: 1.2, confidence: 0.9 },
        ]),
    }))
    const speakers = [
      { id: 0, name: 'Therapist' },
      { id: 1, name: 'Client' },
    ]
    expect(await seen(JSON.stringify({ speakers, monologues }))).toMatchObject(sessions(1))
  })

  it('of a table, by its rows: with a schema before them, or under their numbers', async () => {
    const rows = ALL.map(({ session, at, role, text }) => ({ session, turn: at, speaker: role, text }))
    expect(
      await seen(JSON.stringify({ schema: { fields: [{ name: 'session', type: 'integer' }] }, data: rows })),
    ).toMatchObject(sessions(3))
    expect(await seen(JSON.stringify(Object.fromEntries(rows.entries())))).toMatchObject(sessions(3))
  })

  it('of whole columns is refused rather than taken for one conversation', async () => {
    const column = (of: (turn: Turn) => unknown) => Object.fromEntries(ALL.map(of).entries())
    const columns = { session: column(({ session }) => session), speaker: column(({ role }) => role) }
    await expect(inspect(JSON.stringify({ ...columns, text: column(({ text }) => text) }))).rejects.toThrow(
      'no format that is known',
    )
  })
})

describe('a table', () => {
  const rows = ALL.map(({ session, at, role, text }) => `${session},${at + 1},${role},${quoted(text)}`)
  const header = 'session,turn,speaker,text'

  it.each([
    ['units below its header', [header, '(id),(n),(who),(utf-8)', ...rows]],
    ['types below its header', [header, 'int,int,string,varchar', ...rows]],
    [
      'an empty column of the same name',
      ['session,turn,text,speaker,text', ...rows.map((row) => row.replace(/^(\d+,\d+),/, '$1,,'))],
    ],
    ['a title and no header', ['Wave 2', '', ...rows]],
    [
      'sessions of one number for each of several people, whose turns are counted anew',
      [
        'PID,Session,Line,Speaker,Text',
        ...ALL.map(({ session, at, role, text }) => `${session + 101},1,${at + 1},${role},${quoted(text)}`),
      ],
    ],
    [
      'the same, without a count',
      [
        'participant,session,speaker,text',
        ...ALL.map(({ session, role, text }) => `P${session},1,${role},${quoted(text)}`),
      ],
    ],
    [
      'Polish names',
      [
        'sesja;kolejność;kto;wypowiedź',
        ...ALL.map(
          ({ session, at, role, text }) => `${session};${at};${role === 'Client' ? 'pacjent' : 'terapeuta'};${text}`,
        ),
      ],
    ],
    [
      'names of people in a column that nobody knows, who take turns',
      [
        'S;Wer spricht da;Was',
        ...ALL.map(({ session, role, text }) => `${session};${role === 'Client' ? 'Joe' : 'Dr Lee'};${text}`),
      ],
    ],
    [
      'German names',
      [
        'Sitzung;Nr;Sprecher;Äußerung',
        ...ALL.map(
          ({ session, at, role, text }) => `${session};${at};${role === 'Client' ? 'Klientin' : 'Therapeut'};${text}`,
        ),
      ],
    ],
    [
      'Chinese names',
      [
        '编号,说话人,内容',
        ...ALL.map(
          ({ session, role, text }) => `${session},${role === 'Client' ? '来访者' : '咨询师'},${quoted(text)}`,
        ),
      ],
    ],
    [
      'a truth value for who speaks',
      [
        'conv_id,is_therapist,utterance',
        ...ALL.map(
          ({ session, role, text }) => `${session},${role === 'Therapist' ? 'True' : 'False'},${quoted(text)}`,
        ),
      ],
    ],
    [
      'both sides in a row',
      [
        'session_id,therapist,client',
        ...ALL.flatMap(({ session, at, text }) =>
          at % 2 === 0 ? [`${session},${quoted(text)},${quoted(SESSIONS[session]?.[at + 1] ?? '')}`] : [],
        ),
      ],
    ],
    [
      'a transcript a cell',
      [
        'session_id,date,transcript',
        ...each(
          (turns, id) =>
            `${id},2021-01-0${id + 1},${quoted(turns.map(({ role, text }) => `${role}: ${text}`).join('\n'))}`,
        ),
      ],
    ],
  ])('with %s', async (_, lines) => {
    expect(await seen(`${lines.join('\n')}\n`)).toMatchObject(sessions(3))
  })

  it('with both sides in a row says who speaks first', async () => {
    const pairs = turnsOf(0).flatMap(({ at, text }) =>
      at % 2 === 0 ? [`1,${quoted(text)},${quoted(SESSIONS[0]?.[at + 1] ?? '')}`] : [],
    )
    const { reading } = await inspect(`session_id,therapist,client\n${pairs.join('\n')}\n`)
    const [first] = await readAll(`session_id,therapist,client\n${pairs.join('\n')}\n`, reading)
    expect(first?.row?.turns.map(({ speaker }) => speaker)).toEqual(['therapist', 'client'])
  })

  it('with turns side by side is a conversation a row', async () => {
    const four = each((turns, id) => [id, ...turns.slice(0, 4).map(({ text }) => quoted(text))].join(','))
    for (const names of ['therapist_1,client_1,therapist_2,client_2', 'turn1,turn2,turn3,turn4']) {
      const table = await inspect(`id,${names}\n${four.join('\n')}\n`)
      expect([table.conversations, table.turns]).toEqual([3, 12])
      expect(table.roles).toMatchObject({ therapist: 6, client: 6 })
    }
  })

  it('sets rows aside that sum up, and says so', async () => {
    const table = await inspect(`${header}\n${rows.join('\n')}\nTotal,,,14 turns\n`)
    expect([table.conversations, table.turns, table.badRowsByReason]).toEqual([3, 14, { summary_row: 1 }])
  })

  it('of questions and answers stays one of pairs, however often an id comes again', async () => {
    const asked = ['I feel low. What can I do?', 'My partner left. How do I go on?']
    const lines = [0, 0, 1, 1].map(
      (of, at) => `${of},${quoted(asked[of] ?? '')},${quoted(`Answer ${at} to that, in a sentence.`)}`,
    )
    const table = await inspect(`case_id,question,answer\n${lines.join('\n')}\n`)
    expect([table.conversations, table.turns]).toEqual([4, 8])
  })
})
