import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, type ExportFormat } from '@techdeck/contracts'
import { collectBytes } from '@techdeck/core'
import { CODE_BOOK } from './csv-sessions/code-book.ts'
import { WRITERS, type ExportRecord, type WriteOptions } from './writers.ts'

const OPTIONS: WriteOptions = {
  alternateRoles: true,
  annotations: true,
  contextTurns: 0,
  preferBy: 'scores.overall',
  preferGap: 0.05,
}

type Said = readonly (readonly [role: 'client' | 'therapist' | 'system' | 'other', text: string])[]

const recordOf = (id: string, said: Said, over: Partial<ExportRecord> = {}): ExportRecord => ({
  id,
  source: { dataset_id: 'd', file: 'file-0', line: 1, row: 1, byte_offset: 0 },
  language: 'en',
  turns: said.map(([role, text], index) => ({ index, role, text })),
  metadata: {},
  labels: {},
  findings: [],
  scores: { overall: 0.5 },
  ...over,
})
const TALK: Said = [
  ['client', 'I cannot sleep.'],
  ['therapist', 'Since when?'],
  ['therapist', 'Take your time.'],
  ['client', 'Since spring.'],
  ['therapist', 'That is long.'],
]
const HOSTILE = '=HYPERLINK("http://x")\n<script>alert(1)</script> "quoted", \u202e😀 </article>'

async function written(
  format: ExportFormat,
  records: readonly ExportRecord[],
  over: Partial<WriteOptions> = {},
): Promise<{ text: string; bytes: Buffer; counted: number | void }> {
  const options = { ...OPTIONS, ...over }
  const { part, join: joined } = WRITERS[format]
  const write = await part.open(options)
  const parts = records.map((record) => Buffer.from(write(record)))
  let counted: number | void = undefined
  async function* content() {
    counted = yield* joined(() => each(parts), options)
  }
  const bytes = await collectBytes(content())
  return { text: bytes.toString(), bytes, counted }
}
async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
const linesOf = (text: string): Record<string, never>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, never>)

describe('the writers', () => {
  it('stand in the folders of their formats, and every folder with one is listed', () => {
    const folders = readdirSync(import.meta.dirname).filter(
      (name) => name !== 'testing' && existsSync(join(import.meta.dirname, name, 'write.ts')),
    )
    expect(folders).toEqual(EXPORT_FORMATS.map((name) => name.replaceAll('_', '-')).toSorted())
  })

  it('give no two files one name', () => {
    const paths = EXPORT_FORMATS.flatMap((format) => {
      const { path, beside } = WRITERS[format]
      const others = beside?.({ findings: {} }).map((file) => file.path) ?? []
      return [path(undefined), path('test'), ...others]
    })
    expect(new Set(paths).size).toBe(paths.length)
    for (const path of paths) expect(path).toMatch(/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/)
  })

  it.each(EXPORT_FORMATS)('write equal bytes for equal conversations, and something for none: %s', async (format) => {
    const records = [
      recordOf('a', TALK),
      recordOf('b', [
        ['client', HOSTILE],
        ['therapist', HOSTILE],
      ]),
    ]
    const { bytes } = await written(format, records)
    expect((await written(format, structuredClone(records))).bytes.equals(bytes)).toBe(true)
    await expect(written(format, [])).resolves.toBeDefined()
  })
})

describe('formats for training', () => {
  it('put the system prompt before each conversation, and join what one role says in a row', async () => {
    const systemPrompt = 'You listen.'
    const { text } = await written('openai_chat', [recordOf('a', TALK)], { systemPrompt })
    expect(linesOf(text)).toEqual([
      {
        messages: [
          { role: 'system', content: systemPrompt },
          { role: 'user', content: 'I cannot sleep.' },
          { role: 'assistant', content: 'Since when?\nTake your time.' },
          { role: 'user', content: 'Since spring.' },
          { role: 'assistant', content: 'That is long.' },
        ],
      },
    ])
    const sharegpt = await written('sharegpt', [recordOf('a', TALK)], { systemPrompt })
    expect(linesOf(sharegpt.text)).toMatchObject([
      { id: 'a', conversations: [{ from: 'system' }, { from: 'human' }, { from: 'gpt' }, {}, {}] },
    ])
  })

  it('count tokens where asked to, as OpenAI does, also of what looks like a special token', async () => {
    const said: Said = [
      ['client', 'hello world'],
      ['therapist', '<|endoftext|>'],
    ]
    const { text } = await written('openai_chat', [recordOf('a', said)], { tokens: 'cl100k_base' })
    const [{ tokens }] = linesOf(text)
    // 2 for "hello world", 7 for the letters of the special token, 4 a message, 3 for the reply.
    expect(tokens).toBe(2 + 7 + 2 * 4 + 3)
  })

  it('write a line for each reply, with as many turns before it as were asked for', async () => {
    const { text, counted } = await written('prompt_completion', [recordOf('a', TALK)])
    expect(counted).toBe(2)
    expect(linesOf(text)).toEqual([
      {
        prompt: 'Client: I cannot sleep.\nTherapist:',
        completion: ' Since when?\nTake your time.',
        conversation_id: 'a',
        turn: 1,
      },
      {
        prompt: 'Client: I cannot sleep.\nTherapist: Since when?\nTake your time.\nClient: Since spring.\nTherapist:',
        completion: ' That is long.',
        conversation_id: 'a',
        turn: 4,
      },
    ])
    const near = await written('prompt_completion', [recordOf('a', TALK)], { contextTurns: 1 })
    expect(linesOf(near.text)[1].prompt).toBe('Client: Since spring.\nTherapist:')
    const alpaca = await written('alpaca', [recordOf('a', TALK)])
    expect(linesOf(alpaca.text)).toEqual([
      { instruction: 'I cannot sleep.', input: '', output: 'Since when?\nTake your time.' },
      {
        instruction: 'Since spring.',
        input: '',
        output: 'That is long.',
        history: [['I cannot sleep.', 'Since when?\nTake your time.']],
      },
    ])
  })
})

describe('preference pairs', () => {
  const asked = (id: string, answer: string, over: Partial<ExportRecord>) =>
    recordOf(
      id,
      [
        ['client', 'How do I sleep?'],
        ['therapist', answer],
      ],
      over,
    )

  it('set the best reply to the same words against each that is worse by enough', async () => {
    const records = [
      asked('a', 'Count sheep.', { scores: { overall: 0.4 } }),
      recordOf('x', TALK),
      asked('b', 'What keeps you awake?', { scores: { overall: 0.9 } }),
      asked('c', 'Tell me about your nights.', { scores: { overall: 0.88 } }),
    ]
    const { text, counted } = await written('preference', records)
    expect(counted).toBe(1)
    expect(linesOf(text)).toEqual([
      {
        prompt: [{ role: 'user', content: 'How do I sleep?' }],
        chosen: [{ role: 'assistant', content: 'What keeps you awake?' }],
        rejected: [{ role: 'assistant', content: 'Count sheep.' }],
        chosen_score: 0.9,
        rejected_score: 0.4,
        chosen_id: 'b',
        rejected_id: 'a',
      },
    ])
  })

  it('go by verdicts and by numbers in labels as well', async () => {
    const by = async (preferBy: string, ...values: (string | number)[]) => {
      const records = values.map((value, at) => asked(`${at}`, `answer ${at}`, { labels: { mark: value } }))
      return linesOf((await written('preference', records, { preferBy })).text).map(({ chosen_id }) => chosen_id)
    }
    expect(await by('labels.mark', 'Low', 'HIGH')).toEqual(['1'])
    expect(await by('labels.mark', 3, '12')).toEqual(['1'])
    expect(await by('labels.mark', 'purple', 'green')).toEqual([])
    expect(await by('labels.other', 1, 2)).toEqual([])
  })

  it('are none, and say why, where nothing can be paired', async () => {
    const { text, counted } = await written('preference', [recordOf('a', TALK), recordOf('b', TALK)])
    expect([text, counted]).toEqual(['', 0])
    expect(WRITERS.preference.whenEmpty).toContain('nothing to pair')
  })
})

describe('tables', () => {
  it('hold no cell that a spreadsheet runs', async () => {
    const records = [
      recordOf('a', [
        ['client', '=1+1'],
        ['therapist', '@SUM(A1)'],
        ['client', '-2'],
        ['therapist', '\tx'],
      ]),
    ]
    for (const format of ['csv', 'csv_conversations', 'csv_sessions'] as const)
      expect((await written(format, records)).text).not.toMatch(/(?:^|,)"[=+@\t\r-]/m)
  })

  it('describe each column of the session measures', async () => {
    const { text } = await written('csv_sessions', [recordOf('a', TALK, { measures: { helper_talk: 0.4 } })])
    const [header, row] = text.split('\r\n').map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')))
    const [{ text: book }] = WRITERS.csv_sessions.beside!({ findings: {} })
    expect(book.split('\r\n').slice(1, -1)).toHaveLength(header.length)
    expect(header).toEqual(CODE_BOOK.map(({ name }) => name))
    const value = (name: string) => row[header.indexOf(name)]
    expect(['turns', 'client_words', 'words', 'helper_talk', 'duration_s'].map(value)).toEqual([
      '5',
      '5',
      '13',
      '0.4',
      '',
    ])
  })
})

describe('what people look at', () => {
  let page = ''
  beforeAll(async () => {
    const finding = { kind: 'crisis', category: 'x"y', turn: 0, start: 0, end: 3, confidence: 1, reason: 'r' }
    const record = recordOf('a"><img src=x>', [
      ['client', `😀😀😀${HOSTILE}`],
      ['therapist', '&amp;'],
    ])
    page = (await written('html', [{ ...record, findings: [finding] }])).text
  })

  it('is a page that says all of the text and runs none of it', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('&amp;amp;')
    expect(page).toContain('<mark title="crisis: x&quot;y">😀😀😀</mark>=HYPERLINK')
    expect(page).not.toMatch(/<script|<img|https?:\/\/(?!x&quot;)|javascript:/)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page.match(/<article/g)).toHaveLength(1)
  })

  it('marks findings for Label Studio in UTF-16 units, and names their labels', async () => {
    const finding = { kind: 'identifier', category: 'name', turn: 7, start: 2, end: 6, confidence: 0.9, reason: 'r' }
    const record = recordOf('a', [['client', '😀 Mary?']])
    record.turns[0].index = 7
    const { text } = await written('label_studio', [{ ...record, findings: [finding] }, recordOf('b', TALK)])
    const [task, other] = JSON.parse(text)
    expect(task.predictions[0].result[0].value).toEqual({
      start: '0',
      end: '0',
      startOffset: 3,
      endOffset: 7,
      paragraphlabels: ['identifier: name'],
    })
    expect(task.data.dialogue[0].text.slice(3, 7)).toBe('Mary')
    expect(other.predictions[0].result).toEqual([])
    const [{ text: config }] = WRITERS.label_studio.beside!({ findings: { identifier: { name: 1 }, a: { 'b&"': 2 } } })
    expect(config.match(/<Label value="[^"]*"/g)).toEqual([
      '<Label value="a: b&amp;&quot;"',
      '<Label value="identifier: name"',
    ])
  })
})
