import { describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, type Conversation } from '@techdeck/contracts'
import { joined, conversation as plain, finishRuns, runStage, testContext } from '../testing.ts'
import { exportStage } from './index.ts'

const FINDING = { kind: 'identifier', category: 'name', turn: 0, start: 0, end: 10, confidence: 0.9, reason: 'redact' }
const notes = (id: string, overall = 0.8) => ({
  processing: { id, findings: [FINDING], replaced: {}, therapy: {} },
  quality: { id, scores: { overall }, reasons: [] },
})
const record = (conversation: Conversation) => joined(conversation, notes(conversation.id))
const formats = (...exportFormats: string[]) => ({ execution: { ...testContext().execution, exportFormats } })
const withId = (id: string, ...texts: string[]): Conversation => ({ ...plain(...texts), id })

async function exported(
  conversations: Conversation[],
  execution: ReturnType<typeof formats>,
  options = {},
  overrides = {},
) {
  const run = await runStage(exportStage, conversations.map(record), options, execution)
  const finished = await finishRuns(exportStage, [run], options, { ...execution, ...overrides })
  return { run, ...finished, file: (name: string) => finished.files.find((file) => file.name === name) }
}

/** What lies beside the conversations of every export. */
const BESIDE = [
  'figures/quality.svg',
  'figures/turns.svg',
  'recipe.yaml',
  'croissant.json',
  'data-card.md',
  'manifest.json',
  'run.json',
]

const WITHHELD = {
  summary: {},
  report: {},
  records: { in: 2, out: 1, rejected: 0, quarantined: 0, merged: 0, withheld: 1 },
  version: 1,
}

describe('export', () => {
  it('writes the canonical conversation, one a line, with findings and scores', async () => {
    const { file, run } = await exported([plain('Hi [REDACTED]', 'Hello.')], formats('jsonl'))
    expect(JSON.parse(file('conversations.jsonl')!.content)).toEqual({
      ...plain('Hi [REDACTED]', 'Hello.'),
      findings: [FINDING],
      scores: { overall: 0.8 },
    })
    expect(run.output[0].note).toEqual({ id: 'a'.repeat(64) })
    expect(run.records).toMatchObject({ in: 1, out: 1 })
  })

  it('writes a turn’s members in one order, whatever order they came in', async () => {
    const turned = plain('x', 'y')
    const { file } = await exported(
      [{ ...turned, turns: turned.turns.map(({ index, role, text }) => ({ text, role, index })) }],
      formats('jsonl'),
    )
    const { file: other } = await exported([turned], formats('jsonl'))
    expect(file('conversations.jsonl')!.content).toBe(other('conversations.jsonl')!.content)
  })

  it('writes chat messages with the roles that training tools know, alternating', async () => {
    const conversation = plain('One.', 'Two.')
    conversation.turns.push({ index: 2, role: 'therapist', text: 'Three.' }, { index: 3, role: 'other', text: 'Four.' })
    const line = {
      messages: [
        { role: 'user', content: 'One.' },
        { role: 'assistant', content: 'Two.\nThree.' },
        { role: 'user', content: 'Four.', name: 'other' },
      ],
    }
    const { file } = await exported([conversation], formats('openai_chat'))
    expect(JSON.parse(file('openai_chat.jsonl')!.content)).toEqual(line)
    const apart = await exported([conversation], formats('openai_chat'), { alternateRoles: false })
    expect(JSON.parse(apart.file('openai_chat.jsonl')!.content).messages).toHaveLength(4)
  })

  it('writes CSV that a spreadsheet does not run', async () => {
    const { file } = await exported([plain('=HYPERLINK("http://x","y")', 'said "no"\nagain')], formats('csv'))
    const [header, first, ...rest] = file('conversations.csv')!.content.split('\r\n')
    expect(header).toBe('"conversation_id","turn","role","speaker","time_s","text","language","quality","split"')
    expect(first).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    expect(rest[0]).toContain('"said ""no""\nagain"')
  })

  it('splits and writes one file a split', async () => {
    const splits = { train: 8, test: 2 }
    const conversations = Array.from({ length: 40 }, (_, i) => withId(String(i), `x${i}`, 'y'))
    const { files, file } = await exported(conversations, formats('jsonl'), { splits })
    const lines = (name: string) =>
      file(name)!
        .content.split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Conversation)
    const [train, test] = [lines('conversations.train.jsonl'), lines('conversations.test.jsonl')]
    expect(train.length + test.length).toBe(40)
    expect(file('conversations.train.jsonl')).toMatchObject({ records: train.length, split: 'train' })
    expect(train.every(({ split }) => split === 'train')).toBe(true)
    expect(files.map(({ name }) => name)).toEqual(['conversations.test.jsonl', 'conversations.train.jsonl', ...BESIDE])
  })

  it('describes every file and every record in the manifest, and itself gives equal bytes', async () => {
    const records = { in: 3, out: 1, rejected: 1, quarantined: 1, merged: 0, withheld: 0 }
    const earlier = () => ({
      summary: {},
      report: { options: { a: 1 }, losses: [{ kind: 'rejected', reason: 'r', count: 1 }] },
      records,
      version: 7,
    })
    const { file } = await exported([plain('x', 'y')], formats('jsonl', 'csv'), {}, { earlier })
    const again = await exported([plain('x', 'y')], formats('jsonl', 'csv'), {}, { earlier })
    expect(again.files).toEqual((await exported([plain('x', 'y')], formats('jsonl', 'csv'), {}, { earlier })).files)
    const manifest = JSON.parse(file('manifest.json')!.content)
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual([
      'conversations.jsonl',
      'conversations.csv',
      ...BESIDE.slice(0, -2),
    ])
    expect(manifest.files[0]).toMatchObject({ records: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(manifest.stages[0]).toEqual({
      stage: 'ingestion',
      version: 7,
      records,
      options: { a: 1 },
      losses: [{ kind: 'rejected', reason: 'r', count: 1 }],
    })
    expect(JSON.stringify(manifest)).not.toContain('sessions.jsonl')
    expect(file('data-card.md')!.content).toContain('| ingestion | 3 | 1 | 1 | 1 | 0 | 0 |')
  })

  it('exports nothing in strict mode when processing had to withhold a conversation', async () => {
    const execution = { ...testContext().execution, executionMode: 'strict', exportFormats: ['jsonl'] }
    await expect(exported([plain('x', 'y')], { execution }, {}, { earlier: () => WITHHELD })).rejects.toMatchObject({
      code: 'PRIVACY_VIOLATION',
      details: { withheld: 1 },
    })
  })

  it('refuses a format that it does not know, and says which it knows', async () => {
    await expect(exported([plain('x', 'y')], formats('docx'))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ allowed: [...EXPORT_FORMATS] }],
    })
  })

  it('writes the parts of many conversations in order', async () => {
    const conversations = Array.from({ length: 300 }, (_, i) => withId(String(i), 'word '.repeat(60), 'y'))
    const { file } = await exported(conversations, formats('jsonl'))
    const ids = file('conversations.jsonl')!
      .content.trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Conversation).id)
    expect(ids).toEqual(conversations.map(({ id }) => id))
  })
})
