import { createHmac } from 'node:crypto'
import {
  addRecords,
  emptyRecords,
  type Conversation,
  type Json,
  type Records,
  type StageName,
} from '@techdeck/contracts'
import { sealInVault, sha256, signingKeyOf } from '@techdeck/core'
import type { z } from 'zod'
import type { FinishContext, Joined, Loss, Note, Output, RawConversation, Stage, StageContext } from './definition.ts'

// Runs stages in memory, for tests: the same definitions that workers run, with arrays in place of shards.

type Overrides = Partial<StageContext> & { partitions?: number }

export interface StageRun<S, Out> {
  output: Out[]
  losses: Loss[]
  sections: { [name: string]: (Json | Uint8Array)[] }
  summary: S
  records: Records
}

/** Counts what a stage did as the orchestrator does: rows for ingestion, conversations for the others. */
function recordsOf(read: number, output: readonly Output[], losses: readonly Loss[]): Records {
  const records = { ...emptyRecords(), in: read }
  for (const item of output) records.out += (item.conversation as RawConversation | undefined)?.rows ?? 1
  for (const { kind, count = 1 } of losses) records[kind] += count
  return records
}

export function testContext(overrides: Overrides = {}): StageContext & { partitions: number } {
  return {
    signal: new AbortController().signal,
    execution: {
      executionMode: 'standard',
      qualityThreshold: 0.7,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    },
    dataset: { sha256: 'd'.repeat(64), files: [{ ordinal: 0, name: 'sessions.jsonl', sha256: 'f'.repeat(64) }] },
    shard: 0,
    reading: async () => ({ format: 'jsonl', encoding: 'utf-8', bom: 0, settings: {}, mapping: {} }),
    pseudonym: (value) => createHmac('sha256', 'test key').update(value).digest('hex'),
    siteList: async () => null,
    seal: (id, text) => sealInVault(Buffer.from('test key'), id, text),
    lose: () => {},
    emit: () => {},
    partitions: 0,
    ...overrides,
  }
}

/**
 * Runs all phases of a stage over one shard of records. With `partitions` in the overrides, ingestion's first phase
 * scatters and its second gathers. `output` is what was yielded, in order.
 */
export async function runStage<S extends Json, Out extends Output, C extends Stage['contract']>(
  stage: Stage<C, S, Out>,
  records: Iterable<unknown> | AsyncIterable<unknown>,
  options: z.input<C['options']> = {} as z.input<C['options']>,
  overrides: Overrides = {},
): Promise<StageRun<S, Out>> {
  const losses: Loss[] = []
  const sections: StageRun<S, Out>['sections'] = {}
  const output: Out[] = []
  const context = testContext({
    lose: (loss) => void losses.push(loss),
    emit: (section, item) => void (sections[section] ??= []).push(item),
    ...overrides,
  })
  const parsed = stage.contract.options.parse(options) as z.output<C['options']>
  let read = 0
  async function* counted() {
    for await (const record of records) {
      read++
      yield record
    }
  }
  let summary = stage.summary.empty()
  for (const phase of stage.phases) {
    if (phase.when && !phase.when({ scattered: context.partitions > 0 })) continue
    const inputs = phase.input === 'partitions' ? partitions(sections, context.partitions) : [counted()]
    for (const input of inputs)
      for await (const out of phase.run(input as AsyncIterable<never>, parsed, context)) {
        output.push(out)
        summary = stage.summary.add(summary, out)
      }
  }
  return { output, losses, sections, summary, records: recordsOf(read, output, losses) }
}

async function* stream(items: readonly unknown[]): AsyncGenerator {
  yield* items
}

const partitions = (sections: { [name: string]: unknown[] }, n: number): AsyncIterable<unknown>[] =>
  Array.from({ length: n }, (_, i) => stream(sections[`p${i}`] ?? []))

/** Finishes a stage over the runs of its shards, merged in order; `files` are what it wrote. */
export async function finishRuns<S extends Json, Out extends Output, C extends Stage['contract']>(
  stage: Stage<C, S, Out>,
  runs: readonly StageRun<S, Out>[],
  options: z.input<C['options']> = {} as z.input<C['options']>,
  overrides: Partial<FinishContext<S, z.output<C['options']>>> = {},
) {
  if (!stage.finish) throw new Error(`${stage.contract.name} has no finish step`)
  const files: { name: string; format: string; records: number; split?: string; content: string; bytes: Buffer }[] = []
  const { execution, dataset, signal, reading } = testContext()
  const context: FinishContext<S, z.output<C['options']>> = {
    signal,
    options: stage.contract.options.parse(options) as z.output<C['options']>,
    execution,
    dataset,
    reading,
    summary: runs.reduce((sum, run) => stage.summary.merge(sum, run.summary), stage.summary.empty()),
    records: runs.reduce((sum, run) => addRecords(sum, run.records), emptyRecords()),
    losses: lossCounts(runs.flatMap((run) => run.losses)),
    shards: runs.length,
    async *section(name) {
      for (const [shard, { sections, output }] of runs.entries()) {
        const items = name === 'notes' ? output.flatMap(({ note }) => note ?? []) : (sections[name] ?? [])
        for (const [ordinal, item] of items.entries()) yield { shard, ordinal, item }
      }
    },
    compared: [],
    earlier: () => null,
    async file(file, chunks) {
      const parts: Uint8Array[] = []
      for await (const chunk of chunks) parts.push(chunk)
      const bytes = Buffer.concat(parts)
      const records = typeof file.records === 'number' ? file.records : file.records()
      files.push({ ...file, records, content: bytes.toString('utf8'), bytes })
      return { sha256: sha256(bytes), sizeBytes: bytes.length }
    },
    sign: (bytes) => signingKeyOf(Buffer.from('test key')).sign(bytes),
    run: { executionId: 'run', startedAt: '2026-01-01T00:00:00.000Z' },
    ...overrides,
  }
  return { ...(await stage.finish(context)), files }
}

function lossCounts(losses: readonly Loss[]): { kind: Loss['kind']; reason: string; count: number }[] {
  const counts = new Map<string, { kind: Loss['kind']; reason: string; count: number }>()
  for (const { kind, reason, count = 1 } of losses) {
    const known = counts.get(`${kind} ${reason}`)
    if (known) known.count += count
    else counts.set(`${kind} ${reason}`, { kind, reason, count })
  }
  return [...counts.values()]
}

/** A canonical conversation with alternating turns, the client first, for tests. */
export function conversation(...texts: string[]): Conversation {
  return {
    id: 'a'.repeat(64),
    source: { dataset_id: 'd'.repeat(64), file: 'sessions.jsonl', line: 1, row: 1, byte_offset: 0 },
    language: 'en',
    turns: texts.map((text, index) => ({ index, role: index % 2 === 0 ? 'client' : 'therapist', text })),
    metadata: {},
    labels: {},
  }
}

/** Joins what stages gave for one conversation, as later stages read it. */
export const joined = (one: Conversation, notes: { [stage in StageName]?: Note } = {}): Joined => ({
  conversation: one,
  notes,
})
