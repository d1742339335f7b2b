import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, type StageName } from '@techdeck/contracts'
import { STAGE_DEFINITIONS, type Phase, type Stage } from '@techdeck/stages'
import { runLocal, type LocalRun } from './local.ts'
import { MemoryArtifacts, silent, testKeyRing } from './testing/artifacts.ts'

const CONVERSATIONS = 800

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-bytes-'))
  file = join(folder, 'talks.jsonl')
  const lines = Array.from({ length: CONVERSATIONS }, (_, at) =>
    JSON.stringify({
      messages: [
        {
          role: 'user',
          content: at % 7 === 0 ? 'How do I learn to sleep?' : `I have been worried about number ${at} for weeks.`,
        },
        { role: 'assistant', content: `It sounds as if ${at % 90} of those nights were hard. What helps?` },
      ],
      client_id: at % 300,
      topic: ['sleep', 'work', 'grief'][at % 3],
    }),
  )
  await writeFile(file, lines.join('\n'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Stages whose shards take so long as a seed says, so that they end in another order than they began. */
function shuffled(seed: number): { readonly [stage in StageName]: Stage } {
  let state = seed
  const delayed = (phase: Phase<never, never, never>): Phase<never, never, never> => ({
    ...phase,
    async *run(records, options, context) {
      state = (state * 48271) % 2147483647
      for (let ticks = state % 50; ticks > 0; ticks--) await setImmediate()
      yield* phase.run(records, options, context)
    },
  })
  return Object.fromEntries(
    Object.entries(STAGE_DEFINITIONS).map(([name, stage]) => [
      name,
      { ...stage, phases: stage.phases.map((phase) => delayed(phase as never)) },
    ]),
  ) as unknown as { [stage in StageName]: Stage }
}

async function hashesOf({ files, read }: LocalRun): Promise<{ [name: string]: string }> {
  const hashes: { [name: string]: string } = {}
  for (const each of files) {
    const hash = createHash('sha256')
    for await (const chunk of read(each)) hash.update(chunk)
    expect({ name: each.name, hash: hash.copy().digest('hex') }).toEqual({ name: each.name, hash: each.sha256 })
    if (each.name !== 'run.json') hashes[each.name] = hash.digest('hex')
  }
  return hashes
}

const runBy = (concurrency: number, stages: typeof STAGE_DEFINITIONS) =>
  runLocal({
    files: [file],
    artifacts: new MemoryArtifacts(),
    keyRing: testKeyRing,
    stages,
    logger: silent,
    signal: new AbortController().signal,
    executionMode: 'standard',
    qualityThreshold: 0,
    enableBiasDetection: true,
    exportFormats: [...EXPORT_FORMATS],
    options: {
      standardization: { dropDuplicates: false },
      export: {
        splits: { train: 8, validation: 1, test: 1 },
        stratify: 'metadata.topic',
        weights: { by: 'metadata.topic' },
        caps: [{ by: 'client', most: 3 }],
        preferGap: 0,
      },
    },
    concurrency,
  })

describe('an export in all formats', () => {
  it('has the same bytes by one worker and by four, in whatever order shards end', async () => {
    const one = await runBy(1, STAGE_DEFINITIONS)
    const shards = one.results.at(-1)!.outputData.output.shards
    expect(shards).toBeGreaterThanOrEqual(4)
    const expected = await hashesOf(one)
    expect(Object.keys(expected).length).toBeGreaterThan(40)
    expect(await hashesOf(await runBy(4, shuffled(7)))).toEqual(expected)
  })
})
