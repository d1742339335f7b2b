import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import type { DatasetFile } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
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
    expect(outcome.files[0]).toMatchObject({ format: 'jsonl', conversations: 3, plain: 'd/inspection/0.plain' })
    expect(artifacts.contents.get('d/inspection/0.plain')!.toString()).toBe(jsonl)
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

  it('fails when the upload itself is gone', async () => {
    const file = { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 's', artifact: 'none' }
    const running = runInspect(
      { artifacts: new MemoryArtifacts() },
      { dataKey: testKey, files: [file], output: 'o' },
      signal,
    )
    await expect(running).rejects.toBeInstanceOf(NotFoundError)
  })
})
