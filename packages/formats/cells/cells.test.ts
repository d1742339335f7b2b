import { describe, expect, it } from '@jest/globals'
import { array, assert, oneof, property, string } from 'fast-check'
import { cutEvery, ingest, readByMarks } from '../testing/helpers.ts'
import { parseLiteral, splitDialogue } from './index.ts'

describe('literals', () => {
  it.each([
    [`['it\\'s', "so \\"it\\" is", 'a\\nb', '\\u00e9\\x41']`, ["it's", 'so "it" is', 'a\nb', 'éA']],
    [
      `[{'role': 'user', 'content': None, 'ok': True, 'n': -1.5e3}]`,
      [{ role: 'user', content: null, ok: true, n: -1500 }],
    ],
    [`array(['one', 'two'\n 'three'], dtype=object)`, ['one', 'two', 'three']],
    ['[3 4 2]', [3, 4, 2]],
    [`('a', ('b', 2),)`, ['a', ['b', 2]]],
    ["{'a', 'b'}", ['a', 'b']],
    [`[r'a\\b', b'c', """d\n"e" """]`, ['a\\b', 'c', 'd\n"e" ']],
    [`{"__proto__": 1}`, JSON.parse('{"__proto__": 1}')],
    ['[]', []],
  ])('%s are read as they were printed', (text, value) => {
    expect(parseLiteral(text)).toEqual(value)
  })

  it.each([
    '',
    'a b',
    '[1, 2',
    "['a]",
    '__import__("os").system("x")',
    '[f(1)',
    '[open("x")]x',
    '['.repeat(100) + ']'.repeat(100),
  ])('%j is none, and nothing is evaluated', (text) => {
    expect(parseLiteral(text)).toBeUndefined()
  })

  it('are those that Python prints of any value', () => {
    const value = oneof(string(), array(oneof(string(), array(string(), { maxLength: 3 })), { maxLength: 4 }))
    const repr = (given: unknown): string =>
      Array.isArray(given)
        ? `[${given.map(repr).join(', ')}]`
        : `'${(given as string).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    assert(property(value, (given) => expect(parseLiteral(repr(given))).toEqual(given)))
  })
})

describe('names before what is said', () => {
  it('divide a text where they come back or name a role', () => {
    expect(
      splitDialogue('Anna: Hello.\nBen: Hi: so?\nAnna: Yes.\nBen: No.')?.map(({ speaker, text }) => [speaker, text]),
    ).toEqual([
      ['Anna', 'Hello.'],
      ['Ben', 'Hi: so?'],
      ['Anna', 'Yes.'],
      ['Ben', 'No.'],
    ])
    expect(splitDialogue('咨询师: 你好\n来访者：我睡不着')?.map(({ text }) => text)).toEqual(['你好', '我睡不着'])
  })

  it('divide no prose that holds colons', () => {
    expect(splitDialogue('Name: Sam\nAge: 30\nReason: sleep')).toBeNull()
    expect(splitDialogue('I said: no. Then: yes.')).toBeNull()
  })
})

const rows = (cells: readonly string[]): string =>
  `id,talk,label\n${cells.map((cell, id) => `${id},"${cell.replaceAll('"', '""')}",good\n`).join('')}`
const thrice = (cell: string): string => rows([cell, cell, cell])

describe('a cell', () => {
  it.each([
    [
      'a list that Python printed',
      thrice(`[{'role': 'user', 'content': "I can't"}, {'role': 'assistant', 'content': 'Why?'}]`),
    ],
    ['a list as JSON', thrice('[{"from": "human", "value": "I can\'t"}, {"from": "gpt", "value": "Why?"}]')],
    ['names and what they say', thrice("Client: I can't\nTherapist: Why?")],
    ['names within a line', thrice("<HUMAN>: I can't <ASSISTANT>: Why?")],
  ])('may hold a conversation as %s', async (_name, content) => {
    const { inspection, turns, rows: read } = await ingest(content)
    expect(turns.slice(0, 2).map(({ text }) => text)).toEqual(["I can't", 'Why?'])
    expect(inspection).toMatchObject({ conversations: 3, turns: 6, roles: { client: 3, therapist: 3 }, badRows: 0 })
    expect(read[1]).toMatchObject({ metadata: { id: '1' }, labels: { label: 'good' } })
    expect((await ingest(content, { mapping: inspection.reading.mapping })).turns).toEqual(turns)
  })

  it.each([
    [
      'a list of texts by one',
      `User,Post,Label\nu1,"['I am low', 'I am well']",x\nu2,"['So so']",y\n`,
      ['u1', 'u1', 'u2'],
    ],
    ['numpy’s list', `dialog,act\n"['So it is' 'Is it'\n 'Yes']",[1 2 3]\n"['No']",[1]\n`, ['A', 'B', 'A', 'A']],
    [
      'signs between turns',
      'talk\nSo it is [SEP] Is it [SEP] Yes\nNo it is not [SEP] Well\n',
      ['A', 'B', 'A', 'A', 'B'],
    ],
  ])('may hold %s', async (_name, content, speakers) => {
    const { turns, inspection } = await ingest(content)
    expect(turns.map(({ speaker }) => speaker)).toEqual(speakers)
    expect(inspection).toMatchObject({ conversations: 2, badRows: 0 })
  })
})

describe('lines of turns', () => {
  it('without a header are a conversation each', async () => {
    const content =
      'Hello , you ! __eou__ Hi . __eou__\nGood day , sir __eou__ Well , and you , friend ? __eou__ So so __eou__\n'
    const { inspection, turns } = await ingest(content)
    expect(inspection).toMatchObject({ conversations: 2, turns: 5 })
    expect(turns[1]).toEqual({ speaker: 'B', text: 'Hi .' })
  })

  it('that repeat the end of the line before are one conversation, each turn once', async () => {
    const say = (first: number, last: number, weight = '1.0') =>
      Array.from(
        { length: last - first + 1 },
        (_, at) =>
          `${weight} ${(first + at) % 2} ${first + at} ${(first + at) % 2 ? '[Question] ' : ''}turn ${first + at}`,
      ).join(' EOS ')
    const content = [say(0, 1), say(0, 2, '0.0'), say(1, 4), say(3, 5), say(0, 2), say(1, 3), say(1, 3)].join('\n')
    const { inspection, rows: read, items } = await ingest(content, cutEvery(1))
    expect(inspection).toMatchObject({ rows: 7, conversations: 2, turns: 10, badRows: 0 })
    expect(read.map(({ key, turns }) => [key, turns.map(({ text }) => text.replace('turn ', '')).join()])).toEqual([
      ['0', '0,1'],
      ['0', '2'],
      ['0', '3,4'],
      ['0', '5'],
      [read[4].key, '0,1,2'],
      [read[4].key, '3'],
      [read[4].key, expect.anything()],
    ])
    expect(read[0].turns[1]).toMatchObject({ speaker: '1', utteranceId: '1', labels: { tag: 'Question' } })
    expect(await readByMarks(content, inspection, 13)).toEqual(items)
  })
})
