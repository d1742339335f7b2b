import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, type Conversation } from '@techdeck/contracts'
import { pythonWithTools, readDevstackEnv, runPython } from '@techdeck/devstack'
import { run } from '../testing/recorder.ts'

type Said = [role: string, text: string][]
interface Read {
  turns: { [toolAndFormat: string]: Said[] }
  huggingface: { splits: { [name: string]: number }; conversations: Said[] }
  croissant: { errors: string[]; ids: string[]; texts: string[]; sets: string[] }
  stored: { parquet: { [column: string]: unknown }[]; arrow: object[] }
  pairs: { [format: string]: { [name: string]: string }[] }
  preference: object[]
  sessions: { [id: string]: { turns: number; score_overall: number } }
  code_book: string[]
}

const TOOLS = join(import.meta.dirname, '../../../packages/devstack/python')
const NOTEBOOK = join(import.meta.dirname, '../../../examples/load-export.ipynb')
const PYTHON_CLIENT = join(import.meta.dirname, '../../../clients/python/src')

/** Where Python's tools can be had; else why not, and tests that need them say so. */
const python = await pythonWithTools(readDevstackEnv(process.env)).then(
  (path) => ({ path, reason: '' }),
  (error: unknown) => ({ path: null, reason: error instanceof Error ? error.message : 'unknown' }),
)
const withPython = python.path === null ? describe.skip : describe
const unlessThere = python.path === null ? ` (left out: ${python.reason})` : ''

/** What conversations may hold: signs of every kind, and what formats themselves are made of. */
const SAYINGS = [
  '"Quoted", said she; and: more\\n of it\\.',
  'Ünïcödé 漢字 😀 👩‍👩‍👧 and \u05d0\u05d1.',
  'two\nlines, and\ttabs',
  'x < y > z & {"json": [1, 2]}',
  "it's 'single' – dashes — all of it",
  '100 % of $5, #tag, a/b\\c | pipe ; semicolon',
]

let folder: string
let out: string
let canonical: Conversation[]
const environment = () => ({ TECHDECK_HOME: join(folder, 'home') })

async function exported(file: string, name: string, ...more: string[]): Promise<string> {
  const to = join(folder, name)
  const settings = ['--local', '--out', to, '--threshold', '0', '--json', '--option', 'export.alternateRoles=false']
  const { exitCode, notes } = await run(['run', file, ...settings, ...more], { environment: environment() })
  if (exitCode !== 0 && exitCode !== 6) throw new Error(notes.join('\n'))
  return to
}
const conversationsIn = async (path: string): Promise<Conversation[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Conversation)
const saidIn = ({ turns }: Conversation): Said => turns.map(({ role, text }) => [role, text])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-read-back-'))
  const lines = Array.from({ length: 24 }, (_, at) =>
    JSON.stringify({
      turns: Array.from({ length: 6 + (at % 3) * 2 }, (_also, turn) => ({
        role: turn % 2 === 0 ? 'client' : 'therapist',
        text:
          turn === 0 && at < 2
            ? 'How can I learn to sleep again?'
            : `${SAYINGS[(at + turn) % SAYINGS.length]} Turn ${turn} of ${at}.`,
        time_s: turn * 1.5,
      })),
      metadata: { topic: ['sleep', 'work'][at % 2], number: at },
      labels: { good: at % 2 === 0 },
    }),
  )
  await writeFile(join(folder, 'talks.jsonl'), lines.join('\n'))
  out = await exported(
    join(folder, 'talks.jsonl'),
    'out',
    '--formats',
    EXPORT_FORMATS.join(','),
    '--option',
    'export.preferBy=labels.good',
  )
  canonical = await conversationsIn(join(out, 'conversations.jsonl'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('an export', () => {
  it('has something of everything in it', () => {
    expect(canonical).toHaveLength(24)
    const text = canonical
      .flatMap(saidIn)
      .map(([, each]) => each)
      .join('\n')
    for (const saying of ['漢字', 'x < y > z', 'two\nlines', '"Quoted"']) expect(text).toContain(saying)
  })

  // What a format does not have is listed in docs/formats/exports.md.
  it.each([
    ['jsonl', 'conversations.jsonl', ['time_s', 'fields']],
    ['openai_chat', 'openai_chat.jsonl', []],
    ['sharegpt', 'sharegpt.jsonl', []],
    ['csv', 'conversations.csv', ['time_s']],
    ['csv_conversations', 'csv_conversations.csv', []],
    ['parquet', 'conversations.parquet', ['time_s']],
    ['arrow', 'conversations.arrow', ['time_s']],
    ['huggingface', 'huggingface/data/train-00000-of-00001.parquet', []],
    ['label_studio', 'label_studio.json', []],
  ])('is read again as what it was: %s', async (format, file, kept) => {
    const again = await conversationsIn(join(await exported(join(out, file), `again-${format}`), 'conversations.jsonl'))
    expect(again.map(saidIn)).toEqual(canonical.map(saidIn))
    const keptIn = ({ turns, metadata, labels }: Conversation) => ({
      ...(kept.includes('time_s') && { times: turns.map(({ time_s }) => time_s) }),
      ...(kept.includes('fields') && { metadata, labels }),
    })
    expect(again.map(keptIn)).toMatchObject(canonical.map(keptIn))
  })
})

describe('an export to read', () => {
  it('is read again as what it was, but that line breaks within a turn are blanks: html', async () => {
    const again = await exported(join(out, 'conversations.html'), 'again-html')
    const inOneLine = (conversation: Conversation) =>
      saidIn(conversation).map(([role, text]) => [role, text.replaceAll('\n', ' ')])
    expect((await conversationsIn(join(again, 'conversations.jsonl'))).map(saidIn)).toEqual(canonical.map(inOneLine))
  })
})

describe('an export of replies', () => {
  const readAgain = async (file: string) =>
    (await conversationsIn(join(await exported(join(out, file), `again-${file}`), 'conversations.jsonl'))).map(saidIn)

  it.each(['alpaca', 'prompt_completion'])(
    'is read again as each reply with what was said before it: %s',
    async (format) => {
      const replies = canonical.flatMap((conversation) => {
        const said = saidIn(conversation)
        return said.flatMap(([role], at) => (role === 'therapist' ? [said.slice(0, at + 1)] : []))
      })
      expect(await readAgain(`${format}.jsonl`)).toEqual(replies)
    },
  )

  it('is read again as what was asked and the better answer: preference', async () => {
    expect(await readAgain('preference.jsonl')).toEqual([saidIn(canonical[0]).slice(0, 2)])
  })

  it('of measures alone holds nothing that anybody said: csv_sessions', async () => {
    await expect(exported(join(out, 'csv_sessions.csv'), 'again-sessions')).rejects.toThrow('no format that is known')
  })

  it('is tried in every format that there is', () => {
    const tried = ['jsonl', 'openai_chat', 'sharegpt', 'csv', 'csv_conversations', 'parquet', 'arrow', 'huggingface']
    const others = ['label_studio', 'html', 'alpaca', 'prompt_completion', 'preference', 'csv_sessions']
    expect([...tried, ...others].toSorted()).toEqual(EXPORT_FORMATS.toSorted())
  })
})

withPython(`what people load an export with${unlessThere}`, () => {
  let read: Read
  beforeAll(async () => {
    const scratch = join(folder, 'scratch')
    await mkdir(scratch)
    read = await runPython<Read>(python.path!, join(TOOLS, 'read_back.py'), [out, scratch])
  }, 120_000)

  it('gives back every word of every conversation: pandas, pyarrow, datasets, DuckDB', () => {
    const expected = canonical.map(saidIn)
    expect(Object.keys(read.turns).length).toBeGreaterThan(20)
    for (const [tool, found] of Object.entries(read.turns)) expect({ tool, found }).toEqual({ tool, found: expected })
    expect(read.huggingface).toEqual({ splits: { train: 24 }, conversations: expected })
  })

  it('finds in columns what the canonical form has', () => {
    const rows = canonical.map(({ id, language, source, turns, metadata, labels, findings, scores }) => ({
      id,
      language,
      split: null,
      weight: null,
      quality: scores!.overall,
      source: { ...source },
      turns: turns.map(({ index, role, text, time_s }) => ({
        index,
        role,
        speaker: null,
        text,
        time_s,
        marks: null,
        labels: null,
      })),
      metadata: JSON.stringify(metadata),
      labels: JSON.stringify(labels),
      scores: JSON.stringify(scores),
      findings,
    }))
    expect(read.stored.parquet).toMatchObject(rows)
    expect(read.stored.arrow).toEqual(read.stored.parquet)
  })

  it('is satisfied with the Croissant metadata, and loads records by it', () => {
    expect(read.croissant.errors).toEqual([])
    expect(read.croissant.sets).toEqual(['csv', 'jsonl', 'parquet', 'prompt_completion'])
    expect(read.croissant.ids).toEqual(canonical.map(({ id }) => id))
    expect(read.croissant.texts).toEqual(canonical.flatMap(saidIn).map(([, text]) => text))
  })

  it('finds replies, pairs and measures', () => {
    const replies = canonical.flatMap(({ turns }) => turns).filter(({ role }) => role === 'therapist')
    expect(read.pairs['prompt_completion'].map(({ completion }) => completion)).toEqual(
      replies.map(({ text }) => ` ${text}`),
    )
    expect(read.pairs['alpaca'].map(({ output }) => output)).toEqual(replies.map(({ text }) => text))
    expect(read.preference).toMatchObject([
      { chosen_score: 1, rejected_score: 0, chosen_id: canonical[0].id, rejected_id: canonical[1].id },
    ])
    expect(read.sessions).toEqual(
      Object.fromEntries(
        canonical.map(({ id, turns, scores }) => [id, { turns: turns.length, score_overall: scores!.overall }]),
      ),
    )
    expect(read.code_book).toContain('score_overall')
  })

  it('runs the notebook of the examples', async () => {
    const { cells } = JSON.parse(await readFile(NOTEBOOK, 'utf8')) as {
      cells: { cell_type: string; source: string[] }[]
    }
    const code = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source.join(''))
    expect(code.length).toBeGreaterThan(4)
    const program = join(TOOLS, 'run_notebook.py')
    const ran = await runPython<{ cells: number }>(python.path!, program, [NOTEBOOK, out, join(folder, 'scratch')], {
      PYTHONPATH: PYTHON_CLIENT,
    })
    expect(ran).toEqual({ cells: code.length })
  })
})
