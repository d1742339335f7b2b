import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Passport, parsePlace } from '@techdeck/contracts'
import { collect, collectBytes } from '@techdeck/core'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import { runLocal, type LocalRun } from '../local.ts'
import { MemoryArtifacts, silent, testKey, testKeyRing } from '../testing/artifacts.ts'
import { IdIndexBuilder, findShards } from './id-index.ts'
import { placeIn } from './why.ts'

const examples = join(import.meta.dirname, '../../../examples/data')

const runOver = (files: string[], changes: object = {}): Promise<LocalRun> =>
  runLocal({
    files,
    artifacts: new MemoryArtifacts(),
    keyRing: testKeyRing,
    stages: STAGE_DEFINITIONS,
    logger: silent,
    signal: new AbortController().signal,
    executionMode: 'standard',
    qualityThreshold: 0.5,
    enableBiasDetection: true,
    exportFormats: ['jsonl', 'csv'],
    options: { export: { splits: { train: 0.7, test: 0.3 } } },
    ...changes,
  })

describe('the passports of a run', () => {
  const names = ['questions.csv', 'archive.jsonl.gz', 'interviews.scattered.csv', 'clinic.cp1252.csv']
  let run: LocalRun
  let passports: Passport[]
  beforeAll(async () => {
    run = await runOver(names.map((name) => join(examples, name)))
    passports = await collect(run.passports())
  }, 60_000)
  const of = (outcome: string) => passports.filter(({ fate }) => fate.outcome === outcome)

  it('are of the agreed form, one for each conversation and each row that became none', () => {
    for (const passport of passports) expect(Passport.parse(passport)).toEqual(passport)
    const ids = passports.map(({ conversation_id: id }) => id).filter((id) => id !== null)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(run.results[0].outputData.records.conversations!)
  })

  it('tell the same fates as the report counts', () => {
    for (const { stageName, outputData } of run.results)
      for (const { kind, reason, count } of outputData.losses) {
        const lost = of(kind).filter(({ fate }) => fate.stage === stageName && fate.reason === reason)
        expect([
          stageName,
          reason,
          lost.reduce((sum, { source }) => sum + (fateCounts(stageName) ? source.rows : 1), 0),
        ]).toEqual([stageName, reason, count])
      }
    expect(of('exported')).toHaveLength(run.results[5].outputData.records.out)
    expect(of('pending')).toEqual([])
  })

  it('say at which line of which export a conversation stands', async () => {
    const files = new Map<string, string[]>()
    for (const file of run.files.filter(({ format }) => format === 'jsonl'))
      files.set(file.name, (await collectBytes(run.read(file))).toString().split('\n'))
    expect(files.size).toBe(2)
    for (const { conversation_id: id, exports } of of('exported'))
      for (const { name, line } of exports.filter(({ format }) => format === 'jsonl'))
        expect(JSON.parse(files.get(name)![line! - 1]).id).toBe(id)
  })

  it('hold no text of the source', async () => {
    const told = JSON.stringify(passports)
    const source = (await readFile(join(examples, 'questions.csv'), 'utf8')).split(/[,\n"]+/)
    const sentences = source.map((cell) => cell.trim()).filter((cell) => cell.split(' ').length >= 4)
    expect(sentences.length).toBeGreaterThan(20)
    for (const sentence of sentences) expect(told).not.toContain(sentence)
  })

  it('are found by id, by the beginning of an id, by line and by row', async () => {
    for (const passport of passports.filter((_, at) => at % 7 === 0)) {
      const { conversation_id: id, source } = passport
      for (const name of id === null ? [] : [id, id.slice(0, 9)])
        expect([name, await run.why({ conversation: name })]).toEqual([name, [passport]])
      expect(await run.why({ file: source.file, line: source.line! })).toContainEqual(passport)
      expect(await run.why({ file: source.file, row: source.row! })).toContainEqual(passport)
    }
    expect(await run.why({ conversation: '0'.repeat(64) })).toEqual([])
    expect(await run.why({ file: 0, row: 100_000 })).toEqual([])
    expect(await run.why({ file: 99, line: 1 })).toEqual([])
  })

  it('lead from a row that lies apart to the conversation that it became part of', async () => {
    const at = 2
    const found = new Set<string>()
    for (let row = 1; row <= run.dataset.files[at].rows!; row += 8) {
      const [passport] = await run.why({ file: at, row })
      if (passport.conversation_id !== null) found.add(passport.conversation_id)
      else if (passport.source.row !== row) throw new Error('Another row was found.')
    }
    const known = passports.filter(({ source }) => source.file === at).map(({ conversation_id: id }) => id)
    expect(found.size).toBeGreaterThan(5)
    expect([...found].every((id) => known.includes(id))).toBe(true)
  })
})

/** Ingestion counts rows, the others conversations. */
const fateCounts = (stage: string): boolean => stage === 'ingestion'

describe('a dry run', () => {
  it('keeps what would be exported', async () => {
    const run = await runOver([join(examples, 'questions.csv')], { executionMode: 'dry_run', qualityThreshold: 0.3 })
    const passports = await collect(run.passports())
    const kept = passports.filter(({ fate }) => fate.outcome === 'kept')
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.every(({ fate, exports }) => fate.stage === 'quality' && exports.length === 0)).toBe(true)
  })
})

describe('rows that were merged into others', () => {
  let folder: string
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'techdeck-trail-'))))
  afterAll(() => rm(folder, { recursive: true }))

  it('name the conversation that they went into', async () => {
    const path = join(folder, 'annotated.csv')
    const said = ['How have you slept?', 'Badly, most nights.', 'What keeps you awake?', 'My work, I think.']
    const lines = said.flatMap((text, at) =>
      [1, 2].map((rater) => `s1,${at},${at % 2 ? 'client' : 'therapist'},${text.replace(',', ' ')},${rater}`),
    )
    await writeFile(
      path,
      ['transcript_id,utterance_id,interlocutor,utterance_text,annotator_id', ...lines, ''].join('\n'),
    )
    const run = await runOver([path])
    const [row, whole] = await run.why({ file: 0, line: 3 })
    expect(row).toMatchObject({ conversation_id: null, fate: { outcome: 'merged', reason: 'repeated_utterance' } })
    expect(whole.conversation_id).toBe(row.fate.into)
  })
})

describe('conversations that are the same', () => {
  let folder: string
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'techdeck-same-'))))
  afterAll(() => rm(folder, { recursive: true }))

  it('name the one that stands for them', async () => {
    const path = join(folder, 'twice.jsonl')
    const [line] = (await readFile(join(examples, 'helpline.jsonl'), 'utf8')).split('\n')
    await writeFile(path, `${line}\n${line}\n`)
    const run = await runOver([path], { qualityThreshold: 0, options: {} })
    const [first] = await run.why({ file: 0, line: 1 })
    const [second] = await run.why({ file: 0, line: 2 })
    expect(first.fate.outcome).toBe('exported')
    expect(second.fate).toEqual({
      outcome: 'merged',
      stage: 'standardization',
      reason: 'duplicate_exact',
      into: first.conversation_id,
    })
  })
})

describe('an index of ids', () => {
  const hash = (n: number) => createHash('sha256').update(String(n)).digest('hex')

  it('finds any of many by few and small reads, by the whole id or its beginning', async () => {
    const builder = new IdIndexBuilder()
    for (let n = 0; n < 50_000; n++) builder.add(hash(n), n % 200)
    const artifacts = new MemoryArtifacts()
    await artifacts.write('index', testKey, [builder.encode()])
    const reader = await artifacts.open('index', testKey)
    let reads = 0
    const counting = {
      ...reader,
      size: reader.size,
      read: (from?: number, to?: number) => (reads++, reader.read(from, to)),
    }
    for (let n = 0; n < 50_000; n += 997) {
      expect(await findShards(counting as never, hash(n))).toContain(n % 200)
      expect(await findShards(counting as never, hash(n).slice(0, 8))).toContain(n % 200)
    }
    expect(reads).toBeLessThan(102 * 4)
    expect(await findShards(reader, 'f'.repeat(64))).toEqual([])
    expect(await findShards(reader, '0'.repeat(64))).toEqual([])
  })

  it('of no conversations finds none', async () => {
    const artifacts = new MemoryArtifacts()
    await artifacts.write('index', testKey, [new IdIndexBuilder().encode()])
    expect(await findShards(await artifacts.open('index', testKey), 'a'.repeat(64))).toEqual([])
  })
})

describe('a place', () => {
  const files = [
    { ordinal: 0, name: 'a:b.csv' },
    { ordinal: 1, name: 'a.csv' },
    { ordinal: 2, name: 'a.csv' },
  ]
  const at = (text: string) => placeIn(files, parsePlace(text)!)

  it('is an id, or a line or row of a file by its name or number', () => {
    expect(at('ABCDEF0123')).toEqual({ conversation: 'abcdef0123' })
    expect(at('a:b.csv:12')).toEqual({ file: 0, line: 12 })
    expect(at('a.csv:row:7')).toEqual({ file: 1, row: 7 })
    expect(at('a.csv#2:1')).toEqual({ file: 2, line: 1 })
    expect(at('file-1:3')).toEqual({ file: 1, line: 3 })
    expect(at('other.csv:3')).toBeNull()
    expect(parsePlace('what')).toBeNull()
  })
})
