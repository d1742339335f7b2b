import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import type { DatasetFile } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { mendedFile } from './mend/mended-rows.ts'
import { runInspect } from './run-inspect.ts'
import { MemoryArtifacts, testKey } from './testing/artifacts.ts'

const conversation = (at: number) =>
  JSON.stringify({
    id: `c${at}`,
    turns: [
      { role: 'therapist', text: 'What brings you here?' },
      { role: 'client', text: `I have slept badly for ${at + 2} weeks.` },
    ],
  })
const jsonl = `${[0, 1, 2].map(conversation).join('\n')}\n`
const zip = () => readFile(new URL('../formats/unpack/fixtures/mixed.zip', import.meta.url))
const signal = new AbortController().signal

async function inspect(contents: (string | Uint8Array)[]) {
  const artifacts = new MemoryArtifacts()
  const files: DatasetFile[] = []
  for (const [ordinal, content] of contents.entries()) {
    const artifact = `d/uploads/${ordinal}`
    const { sha256, sizeBytes } = await artifacts.write(artifact, testKey, [Buffer.from(content)])
    files.push({ ordinal, name: `file${ordinal}`, sizeBytes, sha256, artifact })
  }
  return {
    artifacts,
    outcome: await runInspect({ artifacts }, { dataKey: testKey, files, output: 'd/inspection' }, signal),
  }
}

/** Which artifacts are opened from now on. */
function watchOpened(artifacts: MemoryArtifacts): string[] {
  const opened: string[] = []
  const open = artifacts.open.bind(artifacts)
  artifacts.open = (key, dataKey) => (opened.push(key), open(key, dataKey))
  return opened
}

describe('inspection', () => {
  it('says what a file is and holds, and keeps how to read it and where one may begin', async () => {
    const { artifacts, outcome } = await inspect([jsonl])
    expect(outcome.problems).toEqual([])
    expect(outcome.files).toEqual([
      expect.objectContaining({ format: 'jsonl', conversations: 3, turns: 6, shards: 1, scattered: false, badRows: 0 }),
    ])
    const [{ inspection, marks, plain }] = outcome.files
    expect(JSON.parse(artifacts.contents.get(inspection!)!.toString())).toMatchObject({ format: 'jsonl' })
    expect(artifacts.contents.has(marks!)).toBe(true)
    expect(plain).toBeUndefined()
  })

  it('makes a readable copy of a compressed file', async () => {
    const { artifacts, outcome } = await inspect([gzipSync(jsonl)])
    expect(outcome.files[0]).toMatchObject({ format: 'jsonl', conversations: 3, plain: 'd/inspection/0.plain.0' })
    expect(artifacts.contents.get('d/inspection/0.plain.0')!.toString()).toBe(jsonl)
  })

  it('tells of a file that cannot be read, and keeps the others', async () => {
    const binary = Uint8Array.from({ length: 4000 }, (_, at) => (at * 73) % 256)
    const { outcome } = await inspect(['', jsonl, binary])
    expect(outcome.files.map(({ shards }) => shards)).toEqual([0, 1, 0])
    expect(outcome.problems.map(({ file }) => file)).toEqual([0, 2])
    for (const { code, message } of outcome.problems) {
      expect(code).toMatch(/^\w+$/)
      expect(message.length).toBeGreaterThan(10)
    }
  })

  it('makes files of what an archive holds, behind all that were uploaded', async () => {
    const { artifacts, outcome } = await inspect([await zip(), jsonl])
    expect(outcome.files).toEqual([
      expect.objectContaining({ ordinal: 0, name: 'file0', format: 'zip', members: 5, passedOver: 3, shards: 0 }),
      expect.objectContaining({ ordinal: 1, name: 'file1', conversations: 3 }),
      expect.objectContaining({ ordinal: 2, container: 0, name: 'file0/sessions/a.csv', format: 'csv', turns: 4 }),
      expect.objectContaining({ ordinal: 3, container: 0, name: 'file0/sessions/b.csv.gz', format: 'csv', turns: 4 }),
      expect.objectContaining({ ordinal: 4, container: 0, format: 'transcript', turns: 8 }),
      expect.objectContaining({ ordinal: 5, container: 0, name: 'file0/pictures/portrait.png', shards: 0 }),
      expect.objectContaining({ ordinal: 6, container: 0, name: 'file0/chat.jsonl', format: 'jsonl', turns: 2 }),
    ])
    expect(outcome.problems.map(({ code, file }) => [code, file])).toContainEqual(['binary', 5])
    const [a, b] = [2, 3].map((at) => outcome.files[at])
    expect(a.sha256).toBe(b.sha256)
    expect(artifacts.contents.get(a.plain!)!.toString()).toMatch(/^session,speaker,text/)
  })

  it('comes to the same when it is done again with what it found', async () => {
    const { artifacts, outcome } = await inspect([await zip()])
    const before = new Map(artifacts.contents)
    const again = await runInspect(
      { artifacts },
      { dataKey: testKey, files: outcome.files, output: 'd/inspection' },
      signal,
    )
    expect(again).toEqual(outcome)
    expect(new Map(artifacts.contents)).toEqual(before)
  })

  it('holds archives to the limits that it is given, and counts problems of many files', async () => {
    const artifacts = new MemoryArtifacts()
    await artifacts.write('u', testKey, [await zip()])
    const file = { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 's', artifact: 'u' }
    const task = { dataKey: testKey, files: [file], output: 'o', limits: { maxMembers: 2 } }
    const { files, problems } = await runInspect({ artifacts }, task, signal)
    expect(files).toEqual([{ ...file, shards: 0 }])
    expect(problems).toEqual([expect.objectContaining({ code: 'too_many_members', file: 0 })])
    expect([...artifacts.contents.keys()]).toEqual(['u'])
  })

  it('says where rows are that cannot be read, when none can', async () => {
    const { outcome } = await inspect([jsonl, 'conversation_id,speaker,text\n1,client, \n2,client,\n'])
    const places = outcome.problems.map(({ code, file, line, byteOffset }) => ({ code, file, line, byteOffset }))
    expect(places).toEqual([
      { code: 'no_readable_rows', file: 1, line: undefined, byteOffset: undefined },
      { code: 'empty_text', file: 1, line: 2, byteOffset: 29 },
      { code: 'empty_text', file: 1, line: 3, byteOffset: 40 },
    ])
  })

  it('goes by the mapping that the owner gave', async () => {
    const artifacts = new MemoryArtifacts()
    const csv = 'case,who,said\n1,A,Hello there.\n1,B,I am tired.\n2,A,Welcome back.\n2,B,Thank you.\n'
    await artifacts.write('u', testKey, [Buffer.from(csv)])
    const mapping = { conversation: 'case', speaker: 'who', text: 'said' }
    await artifacts.write('m', testKey, [Buffer.from(JSON.stringify(mapping))])
    const file = { ordinal: 0, name: 'f.csv', sizeBytes: csv.length, sha256: 's', artifact: 'u', mapping: 'm' }
    const { files } = await runInspect({ artifacts }, { dataKey: testKey, files: [file], output: 'o' }, signal)
    expect(files[0]).toMatchObject({ format: 'csv', conversations: 2, turns: 4 })
    expect(JSON.parse(artifacts.contents.get('o/0.reading')!.toString()).mapping).toMatchObject(mapping)
  })

  it('reads as the owner chose where readings are close, and keeps what it saw and who speaks', async () => {
    const artifacts = new MemoryArtifacts()
    const list = '- Therapist: How are you?\n- Client: Badly.\n- Therapist: Since when?\n- Client: Monday.\n'
    await artifacts.write('u', testKey, [Buffer.from(list)])
    const file = { ordinal: 0, name: 'f', sizeBytes: list.length, sha256: 's', artifact: 'u' }
    const formats: unknown[] = []
    for (const readAs of ['markdown', 'transcript', 'parquet']) {
      const task = { dataKey: testKey, files: [{ ...file, readAs }], output: 'o' }
      const { files, problems } = await runInspect({ artifacts }, task, signal)
      formats.push([files[0].format, problems.some(({ code }) => code === 'chosen_format_impossible')])
    }
    expect(formats).toEqual([
      ['markdown', false],
      ['transcript', false],
      ['markdown', true],
    ])
    expect(JSON.parse(artifacts.contents.get('o/0.reading')!.toString())).toMatchObject({
      saw: expect.any(String),
      alternatives: [{ format: 'transcript' }],
      speakers: [{ turns: 2 }, { turns: 2 }],
    })
  })

  it('goes by what the owner says of one member alone, and keeps that when it is read again', async () => {
    const { artifacts, outcome: before } = await inspect([await zip(), jsonl])
    await artifacts.write('m', testKey, [Buffer.from('{"roles":{"client":"other"}}')])
    const opened = watchOpened(artifacts)
    const said = before.files.map((file) => (file.ordinal === 3 ? { ...file, mapping: 'm' } : file))
    const task = { dataKey: testKey, files: said, output: 'd/second', before }
    const after = await runInspect({ artifacts }, task, signal)
    expect(after.files.map(({ mapping }) => mapping)).toEqual([
      ...Array(3).fill(undefined),
      'm',
      ...Array(3).fill(undefined),
    ])
    expect(opened).not.toContain('d/uploads/1')
    // Further files come, and the members with what was said of them are taken over.
    const uploaded = after.files.filter(({ container }) => container === undefined)
    const third = await runInspect(
      { artifacts },
      { ...task, files: uploaded, output: 'd/third', before: after },
      signal,
    )
    expect(third).toEqual(after)
  })

  it('fails when the upload itself is gone', async () => {
    const file = { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 's', artifact: 'none' }
    const running = runInspect(
      { artifacts: new MemoryArtifacts() },
      { dataKey: testKey, files: [file], output: 'o' },
      signal,
    )
    await expect(running).rejects.toBeInstanceOf(NotFoundError)
  })

  it('of a new version reads what was added, and keeps what was found before under its numbers', async () => {
    const torn = `${jsonl}{"turns":[{"role":"client","text":"no end`
    const { artifacts, outcome: before } = await inspect([await zip(), torn, 'no conversation'])
    const ordinal = before.files.length
    const added = { ordinal, name: 'later', artifact: 'd/uploads/later' }
    const stored = await artifacts.write(added.artifact, testKey, [await zip()])
    const files = [...before.files, { ...added, ...stored }]
    const opened = watchOpened(artifacts)
    const task = { dataKey: testKey, files, output: 'd/second', before }
    const after = await runInspect({ artifacts }, task, signal)
    // What nobody could read is read again.
    expect(opened).not.toContain('d/uploads/0')
    expect(opened).not.toContain('d/uploads/1')
    expect(opened).toContain('d/uploads/2')
    expect(after.files.slice(0, ordinal)).toEqual(before.files)
    expect(after.files.map((file) => file.ordinal)).toEqual([...after.files.keys()])
    const members = after.files.filter(({ container }) => container === ordinal)
    expect(members.map(({ sha256 }) => sha256)).toEqual(before.files.slice(3).map(({ sha256 }) => sha256))
    expect(after.problems).toEqual(expect.arrayContaining(before.problems))
  })

  it('counts mended rows as read, whatever is read again', async () => {
    const { artifacts, outcome } = await inspect([`${jsonl}{"turns":[\n`])
    const [file] = outcome.files as [DatasetFile]
    expect(file).toMatchObject({ rows: 4, badRows: 1, conversations: 3 })
    const row = {
      position: { file: 0, byteOffset: Buffer.byteLength(jsonl), line: 4, row: 4 },
      turns: [{ speaker: 'client', text: 'It is better now.' }],
      metadata: {},
      labels: {},
    }
    await artifacts.write('mended', testKey, mendedFile([{ fileSha256: file.sha256, row }]))
    const task = { dataKey: testKey, files: [file], output: 'd/second', mended: 'mended' }
    const after = await runInspect({ artifacts }, task, signal)
    expect(after.files[0]).toMatchObject({ rows: 4, badRows: 0, conversations: 4, turns: 7 })
  })
})
