import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../testing/recorder.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'cli-inspect-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const CSV =
  'session,speaker,text\n1,Therapist,How are you?\n1,Client,I am well today.\n2,Therapist,Hello there.\n2,Client,Hi.\n'

const ARCHIVE = join(import.meta.dirname, '../../../packages/formats/unpack/fixtures/mixed.zip')

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('techdeck inspect', () => {
  it('says what a file holds, as one JSON value with the fields that scripts rely on', async () => {
    const { exitCode, json } = await run(['inspect', await file('a.csv', CSV), '--json'])
    expect(exitCode).toBe(0)
    expect(json()).toEqual([
      expect.objectContaining({
        format: 'csv',
        encoding: 'utf-8',
        confidence: expect.any(Number),
        conversations: 2,
        turns: 4,
        roles: { therapist: 2, client: 2 },
        mapping: expect.objectContaining({ conversation: 'session', speaker: 'speaker', text: 'text' }),
        quarantined: 0,
        problems: [],
      }),
    ])
  })

  it('goes by a mapping, and writes the one that it found so that it can be given back', async () => {
    const path = await file('odd.csv', 'gruppe;wer;was\nx;A;Guten Tag\nx;B;Hallo\ny;A;Na\n')
    const given = await file(
      'given.yaml',
      'conversation: gruppe\nspeaker: wer\ntext: was\nroles:\n  A: therapist\n  B: client\n',
    )
    const saved = join(folder, 'saved.yaml')
    const first = await run(['inspect', path, '--mapping', given, '--save-mapping', saved, '--json'])
    expect(first.json()).toEqual([
      expect.objectContaining({ conversations: 2, turns: 3, roles: { therapist: 2, client: 1 }, problems: [] }),
    ])
    const again = await run(['inspect', path, '--mapping', saved, '--json'])
    expect(again.json()).toEqual(first.json())
  })

  it('tells of what a mapping names and the file does not have', async () => {
    const path = await file('b.csv', CSV)
    const { exitCode, json } = await run(['inspect', path, '--mapping', '{"text": "words"}', '--json'])
    expect(exitCode).toBe(0)
    expect(json()).toEqual([
      expect.objectContaining({
        turns: 4,
        problems: [expect.objectContaining({ code: 'unknown_column', message: expect.stringContaining('(for text)') })],
      }),
    ])
  })

  it('ends with 2 where a mapping is not valid', async () => {
    const { exitCode, json } = await run(['inspect', await file('c.csv', CSV), '--mapping', '{"txt": 1}', '--json'])
    expect([exitCode, json()]).toEqual([2, [expect.objectContaining({ error_code: 'VALIDATION_ERROR' })]])
  })

  it('reads a compressed file and leaves nothing of it behind', async () => {
    const before = await temporaryFolders()
    const { json } = await run(['inspect', await file('a.csv.gz', gzipSync(CSV)), '--json'])
    expect(json()).toEqual([expect.objectContaining({ compression: 'gzip', conversations: 2 })])
    expect(await temporaryFolders()).toEqual(before)
  })

  it('tells of each file in an archive and of all together', async () => {
    const { json } = await run(['inspect', ARCHIVE, '--json'])
    expect(json()).toEqual([
      expect.objectContaining({ format: 'mixed', container: 'zip', conversations: 6, turns: 18, passed_over: 3 }),
    ])
    const [{ files }] = json() as [{ files: { path: string; ordinal: number }[] }]
    expect(files.map(({ path, ordinal }) => [ordinal, path])).toEqual([
      [1, 'sessions/a.csv'],
      [2, 'sessions/b.csv.gz'],
      [3, 'more/inner.zip/again/week.txt'],
      [4, 'pictures/portrait.png'],
      [5, 'chat.jsonl'],
    ])
    expect(files[3]).toMatchObject({ error_code: 'UNPROCESSABLE_FILE', reason: 'binary' })
    const { lines } = await run(['inspect', ARCHIVE])
    expect(lines).toContain('  sessions/a.csv: csv, utf-8: 2 conversations, 4 turns')
  })

  it('holds archives to the limits of the environment', async () => {
    const { exitCode, json } = await run(['inspect', ARCHIVE, '--json'], { environment: { UNPACK_MAX_MEMBERS: '2' } })
    expect(exitCode).toBe(2)
    expect(json()).toEqual([expect.objectContaining({ message: expect.stringContaining('more than 2 files') })])
  })

  it('tells people the same in words', async () => {
    const { lines } = await run(['inspect', await file('a.csv', CSV)])
    expect(lines).toContain('Holds          2 conversations with 4 turns in 4 rows')
  })

  it('shows the first rows under each reading where several are likely, and only to people', async () => {
    const long = 'so it goes '.repeat(30)
    const path = await file(
      'list.csv',
      `- Therapist: How are you?\n- Client: Badly, ${long}\n- Therapist: Yes?\n- Client: No.\n`,
    )
    const { lines } = await run(['inspect', path])
    expect(lines.slice(lines.findIndex((line) => line.startsWith('Could also be')))).toEqual([
      expect.stringMatching(
        /^Could also be {2}transcript \(confidence \d+ %\): Lines of “Speaker: text” by 2 speakers\.$/,
      ),
      'First rows as markdown',
      '  line 1  Therapist: How are you?',
      expect.stringMatching(/^ {2}line 2 {2}Client: Badly, so it goes .{60,90}…$/),
      'First rows as transcript',
      '  line 1  - Therapist: How are you?',
      expect.stringMatching(/^ {2}line 2 {2}- Client: Badly, so it goes .{60,90}…$/),
    ])
    const { json } = await run(['inspect', path, '--json'])
    const [view] = json() as [{ alternatives: unknown[] }]
    expect(view).toMatchObject({
      format: 'markdown',
      alternatives: [{ format: 'transcript', saw: expect.any(String) }],
    })
    expect(JSON.stringify(view)).not.toContain('Badly')
  })

  it('goes by content, whatever a file is called', async () => {
    const chat = '1/14/24, 9:02 PM - Ann: Hello, you.\n1/14/24, 9:05 PM - Ben: Hi, yes.\n'
    const { json } = await run(['inspect', await file('chat.csv', chat), '--json'])
    expect(json()).toEqual([expect.objectContaining({ format: 'whatsapp', turns: 2 })])
    const page = await file('page.txt', '<!doctype html><p>Client: One.</p><p>Therapist: Two.</p>')
    expect((await run(['inspect', page, '--json'])).json()).toEqual([
      expect.objectContaining({ format: 'html', turns: 2 }),
    ])
  })

  it.each([
    ['an empty file', '', 'empty'],
    ['a binary file', new Uint8Array([0, 1, 2, 255, 254, 0, 7]), 'binary'],
  ])('refuses %s with code 2, in one JSON value that says why', async (_, content, why) => {
    const { exitCode, json } = await run(['inspect', await file('bad', content), '--json'])
    expect(exitCode).toBe(2)
    expect(json()).toEqual([
      expect.objectContaining({ error_code: 'UNPROCESSABLE_FILE', message: expect.stringContaining(why) }),
    ])
  })

  it('refuses what is not there, and a folder of several files, with code 2', async () => {
    expect((await run(['inspect', join(folder, 'none')])).exitCode).toBe(2)
    await mkdir(join(folder, 'several'))
    await file('several/a.csv', CSV)
    await file('several/b.csv', CSV)
    expect((await run(['inspect', join(folder, 'several')])).exitCode).toBe(2)
  })
})

const temporaryFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith(`techdeck-${process.pid}-`)).toSorted()
