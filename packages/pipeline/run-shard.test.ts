import { beforeEach, describe, expect, it } from '@jest/globals'
import { emptyRecords } from '@techdeck/contracts'
import { ProcessingFinalError, collect } from '@techdeck/core'
import { STAGE_DEFINITIONS, type Loss, type Note, type Output, type Phase, type Stage } from '@techdeck/stages'
import { readLosses } from './quarantine.ts'
import { runFinish } from './run-finish.ts'
import { runShard } from './run-shard.ts'
import { ShardFileWriter, openShardFile } from './shard-file/index.ts'
import { MemoryArtifacts, testKey } from './testing/artifacts.ts'
import type { FinishTask, ShardTask } from './tasks.ts'

type Run = Phase<Note, Output, unknown>['run']

let artifacts: MemoryArtifacts
beforeEach(() => {
  artifacts = new MemoryArtifacts()
})
const signal = new AbortController().signal

/** The stage standardization, with this in place of its work. */
function stageOf(run: Run, parts: Partial<Stage> = {}) {
  const phases = [{ name: 'run', input: 'shards', run }] as unknown as Stage['phases']
  const summary = { empty: () => 0, add: (sum: number) => sum + 1, merge: (a: number, b: number) => a + b }
  const stage = {
    contract: STAGE_DEFINITIONS.standardization.contract,
    phases,
    summary,
    ...parts,
  } as unknown as Stage
  return { artifacts, stages: { ...STAGE_DEFINITIONS, standardization: stage } }
}

const through: Run = async function* (records) {
  for await (const record of records) yield { conversation: record as never }
}

async function write(key: string, sections: { [name: string]: unknown[] }): Promise<string> {
  const writer = new ShardFileWriter()
  for (const [name, items] of Object.entries(sections)) for (const item of items) writer.add(name, item)
  await artifacts.write(key, testKey, writer.finish())
  return key
}

const base = {
  dataKey: testKey,
  pseudonymKey: new Uint8Array(32),
  options: {},
  execution: { executionMode: 'standard', qualityThreshold: 0.7, enableBiasDetection: true, exportFormats: ['jsonl'] },
  dataset: { sha256: 'd', files: [] },
}
const taskOver = (artifact: string, changes: Partial<ShardTask> = {}): ShardTask => ({
  ...base,
  stage: 'standardization',
  phase: 'run',
  index: 0,
  partitions: 0,
  input: { kind: 'shards', conversations: { artifact }, notes: {} },
  output: 'out',
  ...changes,
})
const people = Array.from({ length: 6 }, (_, at) => ({ id: `c${at}`, turns: [{ text: `turn ${at}` }] }))

async function sectionOf(key: string, section: string): Promise<unknown[]> {
  return collect((await openShardFile(await artifacts.open(key, testKey))).items(section))
}

describe('a shard', () => {
  it('is written as one artifact, and accounts for what it read', async () => {
    const input = await write('in', { records: people })
    const result = await runShard(stageOf(through), taskOver(input), signal)
    expect(result).toMatchObject({
      artifact: 'out',
      records: { ...emptyRecords(), in: 6, out: 6 },
      losses: [],
      summary: 6,
    })
    expect(await sectionOf('out', 'records')).toEqual(people)
  })

  it('gives the same bytes when it runs again', async () => {
    const input = await write('in', { records: people })
    const once = await runShard(stageOf(through), taskOver(input), signal)
    const twice = await runShard(stageOf(through), taskOver(input, { output: 'again' }), signal)
    expect(twice.hash).toBe(once.hash)
  })

  it('counts losses by kind and reason, and keeps each with its place', async () => {
    const input = await write('in', { records: people })
    const run: Run = async function* (records, _options, { lose }) {
      for await (const record of records)
        if (record.id === 'c1') yield { conversation: record as never }
        else lose({ kind: record.id < 'c3' ? 'rejected' : 'merged', reason: 'r', id: record.id, position: { file: 0 } })
    }
    const result = await runShard(stageOf(run), taskOver(input), signal)
    expect(result.records).toMatchObject({ in: 6, out: 1, rejected: 2, merged: 3 })
    expect(result.losses).toEqual([
      { kind: 'rejected', reason: 'r', count: 2 },
      { kind: 'merged', reason: 'r', count: 3 },
    ])
    expect((await sectionOf('out', 'losses')).map((loss) => (loss as Loss).id)).toEqual(['c0', 'c2', 'c3', 'c4', 'c5'])
  })

  it('that drops a record without a word is an error, and leaves no artifact', async () => {
    const input = await write('in', { records: people })
    const run: Run = async function* (records) {
      for await (const record of records) if (record.id !== 'c3') yield { conversation: record as never }
    }
    const running = runShard(stageOf(run), taskOver(input), signal)
    await expect(running).rejects.toMatchObject({ code: 'PROCESSING_ERROR_FINAL', details: { in: 6, out: 5 } })
    expect([...artifacts.contents.keys()]).toEqual(['in'])
  })

  it('that doubles a record is an error, and leaves no artifact', async () => {
    const input = await write('in', { records: people })
    const run: Run = async function* (records) {
      for await (const record of records) yield* [{ conversation: record as never }, { conversation: record as never }]
    }
    await expect(runShard(stageOf(run), taskOver(input), signal)).rejects.toBeInstanceOf(ProcessingFinalError)
    expect(artifacts.contents.has('out')).toBe(false)
  })

  it('that is stopped in the middle leaves nothing', async () => {
    const stop = new AbortController()
    const input = await write('in', { records: people })
    let seen = 0
    const run: Run = async function* (records) {
      for await (const record of records) {
        if (++seen === 3) stop.abort(new Error('stopped'))
        yield { conversation: record as never }
      }
    }
    await expect(runShard(stageOf(run), taskOver(input), stop.signal)).rejects.toThrow('stopped')
    expect([seen, artifacts.contents.has('out')]).toEqual([3, false])
  })

  it('whose summary is larger than 32 KiB is an error, and leaves nothing', async () => {
    const input = await write('in', { records: people })
    const summary = { empty: () => '', add: (text: string) => text + 'é'.repeat(3000), merge: (a: string) => a }
    const running = runShard(stageOf(through, { summary }), taskOver(input), signal)
    await expect(running).rejects.toMatchObject({ code: 'PROCESSING_ERROR_FINAL', details: { shard: 0 } })
    expect(artifacts.contents.has('out')).toBe(false)
  })

  it('of a phase that is not there is an error', async () => {
    const running = runShard(stageOf(through), taskOver('in', { phase: 'none' }), signal)
    await expect(running).rejects.toBeInstanceOf(ProcessingFinalError)
  })

  it('over a parked shard has nothing to read', async () => {
    const result = await runShard(stageOf(through), taskOver('', { input: { kind: 'empty' } }), signal)
    expect(result.records).toEqual(emptyRecords())
  })

  it('joins conversations with the notes of other stages, the fields that its contract names; one without a note is passed over', async () => {
    const conversations = await write('in', { records: people.map((each) => ({ ...each, scores: { overall: 1 } })) })
    const validation = await write('notes', {
      notes: [
        { id: 'c4', verdict: 'ok', findings: [] },
        { id: 'c2', verdict: 'ok', findings: [] },
      ],
    })
    const seen: unknown[] = []
    const run: Run = async function* (records) {
      for await (const record of records) {
        seen.push(record)
        yield { note: { id: 'x' } }
      }
    }
    const { stages } = stageOf(run)
    const processing = { ...stages.standardization, contract: STAGE_DEFINITIONS.processing.contract }
    const input = {
      kind: 'shards' as const,
      conversations: { artifact: conversations },
      notes: { validation: { artifact: validation } },
    }
    const task = taskOver('in', { stage: 'processing', input })
    const result = await runShard({ artifacts, stages: { ...stages, processing } }, task, signal)
    expect(result.records).toMatchObject({ in: 2, out: 2 })
    expect(seen).toEqual([
      { conversation: people[2], notes: { validation: { id: 'c2', findings: [] } } },
      { conversation: people[4], notes: { validation: { id: 'c4', findings: [] } } },
    ])
  })

  it('spreads rows over partitions, and a later phase reads one of them from all shards', async () => {
    const run: Run = async function* (records, _options, context) {
      let at = 0
      if (context.partitions > 0) for await (const record of records) context.emit(`p${at++ % 2}`, record as never)
      else for await (const record of records) yield { conversation: record as never }
    }
    const input = await write('in', { records: people })
    const first = await runShard(stageOf(run), taskOver(input, { partitions: 2, output: 'a' }), signal)
    await runShard(stageOf(run), taskOver(input, { partitions: 2, output: 'b' }), signal)
    expect(first.records).toMatchObject({ in: 6, out: 6 })
    const task = taskOver('', { index: 1, input: { kind: 'partitions', artifacts: ['a', 'b'] } })
    await runShard(stageOf(run), task, signal)
    const odd = people.filter((_, at) => at % 2 === 1)
    expect(await sectionOf('out', 'records')).toEqual([...odd, ...odd])
  })

  it('gives equal values equal pseudonyms, under the key of the installation alone', async () => {
    const seen: string[] = []
    const run: Run = async function* (_records, _options, context) {
      seen.push(context.pseudonym('Sam'))
      yield* []
    }
    const empty = { input: { kind: 'empty' as const } }
    for (const key of [0, 0, 1])
      await runShard(stageOf(run), taskOver('', { ...empty, pseudonymKey: new Uint8Array(32).fill(key) }), signal)
    expect(seen[0]).toMatch(/^[0-9a-f]{64}$/)
    expect([seen[1] === seen[0], seen[2] === seen[0]]).toEqual([true, false])
  })

  it('is told when a file was never inspected', async () => {
    const file = { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 'f', artifact: 'f' }
    const run: Run = async function* (_records, _options, context) {
      await context.reading(0)
      yield* []
    }
    const task = taskOver('', { input: { kind: 'empty' }, dataset: { sha256: 'd', files: [file] } })
    await expect(runShard(stageOf(run), task, signal)).rejects.toThrow('never inspected')
  })
})

describe('a finish step', () => {
  const finishTask = (keys: (string | null)[]): FinishTask => ({
    ...base,
    stage: 'standardization',
    artifacts: keys,
    summary: 12,
    records: { ...emptyRecords(), in: 12, out: 12 },
    losses: [],
    earlier: { ingestion: { summary: 1, report: { rows: 3 }, records: emptyRecords(), version: 1 } },
    run: { executionId: 'e', startedAt: null },
    output: 'finish',
  })
  const finishing = (finish: Stage['finish']) => stageOf(through, { finish: finish! })

  it('that a stage does not have changes nothing', async () => {
    expect(await runFinish(stageOf(through), finishTask([]), signal)).toEqual({ report: {}, dropped: [], files: [] })
  })

  it('reads a section of all shards with places, and passes over parked ones', async () => {
    await write('a', { notes: [{ id: 'a0' }, { id: 'a1' }] })
    await write('c', { notes: [{ id: 'c0' }] })
    const deps = finishing(async ({ section, earlier, shards }) => ({
      report: { items: (await collect(section('notes'))) as never, rows: earlier('ingestion')!.report.rows, shards },
    }))
    const { report } = await runFinish(deps, finishTask(['a', null, 'c']), signal)
    expect(report).toEqual({
      items: [
        { shard: 0, ordinal: 0, item: { id: 'a0' } },
        { shard: 0, ordinal: 1, item: { id: 'a1' } },
        { shard: 2, ordinal: 0, item: { id: 'c0' } },
      ],
      rows: 3,
      shards: 3,
    })
  })

  it('writes files, each with its hash', async () => {
    const deps = finishing(async ({ file }) => {
      const chunks = (async function* () {
        yield Buffer.from('{"id":"a"}\n')
      })()
      const written = await file({ name: 'all.jsonl', format: 'jsonl', records: 1, split: 'train' }, chunks)
      return { report: { ...written } }
    })
    const { files, report } = await runFinish(deps, finishTask([]), signal)
    expect(files).toEqual([
      expect.objectContaining({
        name: 'all.jsonl',
        artifact: 'finish/all.jsonl',
        records: 1,
        split: 'train',
        ...report,
      }),
    ])
    expect(artifacts.contents.get('finish/all.jsonl')!.toString()).toBe('{"id":"a"}\n')
  })

  it('stops in the middle of a shard when it is told to, and writes no file', async () => {
    await write('a', { records: people })
    const stop = new AbortController()
    let seen = 0
    const deps = finishing(async ({ file, section }) => {
      const chunks = (async function* () {
        for await (const { item } of section('records')) {
          if (++seen === 2) stop.abort(new Error('stopped'))
          yield Buffer.from(JSON.stringify(item))
        }
      })()
      return { report: await file({ name: 'all.jsonl', format: 'jsonl', records: 6 }, chunks) }
    })
    await expect(runFinish(deps, finishTask(['a']), stop.signal)).rejects.toThrow('stopped')
    expect([seen, [...artifacts.contents.keys()]]).toEqual([2, ['a']])
  })

  it('drops records by an overlay that later readers go by, and rewrites no shard', async () => {
    const loss = { kind: 'merged' as const, reason: 'duplicate_exact', position: { file: 0 } }
    await write('a', { records: people })
    await write('b', { records: people.slice(0, 2) })
    const before = artifacts.contents.get('a')
    const dropped = [1, 4].map((ordinal) => ({ shard: 0, ordinal, loss }))
    const outcome = await runFinish(
      finishing(async () => ({ report: {}, dropped })),
      finishTask(['a', 'b']),
      signal,
    )
    expect(outcome.dropped).toEqual([{ kind: 'merged', reason: 'duplicate_exact', count: 2 }])
    expect(artifacts.contents.get('a')).toBe(before)
    const { overlay } = outcome
    for (const [index, artifact, left] of [
      [0, 'a', ['c0', 'c2', 'c3', 'c5']],
      [1, 'b', ['c0', 'c1']],
    ] as const) {
      const input = { kind: 'shards' as const, conversations: { artifact, overlay: overlay! }, notes: {} }
      await runShard(stageOf(through), taskOver(artifact, { index, input }), signal)
      expect((await sectionOf('out', 'records')).map((item) => (item as Note).id)).toEqual(left)
    }
  })

  it('ends when it is told to', async () => {
    await write('a', { notes: [{ id: 'a0' }] })
    const deps = finishing(async ({ section }) => ({ report: { n: (await collect(section('notes'))).length } }))
    await expect(runFinish(deps, finishTask(['a']), AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  })
})

describe('losses of a stage', () => {
  const loss = (id: string, kind: Loss['kind'] = 'quarantined'): Loss => ({
    kind,
    reason: 'r',
    id,
    position: { file: 0 },
  })
  const shardsOf = async (lists: (Loss[] | null)[]) => {
    const records = await Promise.all(
      lists.map(async (losses, index) => {
        if (!losses) return { index, result: null }
        const counts = losses.map(({ kind, reason }) => ({ kind, reason, count: 1 }))
        return { index, result: { artifact: await write(`l${index}`, { losses }), losses: counts } }
      }),
    )
    return { range: async (_plan: string, from: number, to: number) => records.slice(from, to) as never }
  }

  it('are read page by page, in source order, by kind', async () => {
    const lists = Array.from({ length: 70 }, (_, shard) =>
      shard % 3 === 1 ? null : [loss(`${shard}.0`), loss(`${shard}.x`, 'rejected'), loss(`${shard}.1`)],
    )
    const shards = await shardsOf(lists)
    const read: string[] = []
    let cursor: { shard: number; ordinal: number } | undefined
    for (let page = 0; page < 100; page++) {
      const from = cursor && { cursor }
      const found = await readLosses(
        { shards, artifacts },
        testKey,
        { plan: 'p', shards: 70 },
        { kinds: ['quarantined'], limit: 7, ...from },
      )
      expect(found.losses.length).toBeLessThanOrEqual(7)
      read.push(...found.losses.map(({ id }) => id!))
      if (!found.next) break
      cursor = found.next
    }
    expect(read).toEqual(lists.flatMap((list, shard) => (list ? [`${shard}.0`, `${shard}.1`] : [])))
  })

  it('have no next page when the last one was full', async () => {
    const shards = await shardsOf([[loss('a'), loss('b')]])
    const page = await readLosses(
      { shards, artifacts },
      testKey,
      { plan: 'p', shards: 1 },
      { kinds: ['quarantined'], limit: 2 },
    )
    expect([page.losses.length, page.next]).toEqual([2, null])
  })
})
