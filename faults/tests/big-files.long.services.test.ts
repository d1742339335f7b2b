import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { peakRssMb, uploadReady } from '@techdeck/bench/stack'
import { isConserved, STAGES } from '@techdeck/contracts'
import { writeBigJsonl, writeCsvOf } from './support/big-files.ts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

const BYTES = 300e6
/** Of memory that is resident, at most, ever, in each worker. */
const LIMIT_MB = 300
const PATIENCE_MS = 1_200_000

let system: TestStack
let files: { jsonl: string; csv: string }
let conversations: number
beforeAll(async () => {
  // Workers as they are deployed: gathering coverage takes memory of its own.
  const environment = { NODE_V8_COVERAGE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined }
  system = await startTestStack({ workers: STAGES.map((stage) => [stage]), environment })
  files = { jsonl: join(system.folder, 'big.jsonl'), csv: join(system.folder, 'big.csv') }
  // As CSV, without the names of members, the same conversations are a little shorter.
  const written = await writeBigJsonl(files.jsonl, BYTES * 1.07)
  conversations = written.conversations
  if ((await writeCsvOf(files.jsonl, files.csv)).bytes < BYTES) throw new Error('The table is too small.')
}, 120_000)
afterAll(() => system?.close(), 60_000)

describe('a file of 300 MB', () => {
  it.each(['jsonl', 'csv'] as const)(
    'as %s goes through all stages, and no worker needs more than 300 MB',
    async (format) => {
      const began = performance.now()
      const id = await uploadReady(system, files[format])
      await rm(files[format])
      const execution = await system.run({
        dataset_ids: [id],
        quality_threshold: 0.3,
        export_formats: ['jsonl', 'csv'],
      })
      const seconds = ((performance.now() - began) / 1000).toFixed(0)
      const pids = Object.entries(system.pids())
      const peaks = Object.fromEntries(await Promise.all(pids.map(async ([name, pid]) => [name, await peakRssMb(pid)])))
      process.stderr.write(`${format}: ${execution.status} in ${seconds} s, peaks in MiB ${JSON.stringify(peaks)}\n`)

      expect(['completed', 'partial']).toContain(execution.status)
      expect(execution.stages.every(({ records }) => isConserved(records))).toBe(true)
      expect(execution.stages[1].records.in).toBe(conversations)
      const { files: exports } = await system.client.listExports({ params: { id: execution.id } })
      expect(exports.find(({ name }) => name === 'conversations.jsonl')?.records).toBe(execution.stages[5].records.out)
      const workers = Object.entries<number>(peaks).filter(([name]) => name.startsWith('worker-'))
      expect(workers).toHaveLength(6)
      expect(workers.filter(([, peak]) => peak > LIMIT_MB)).toEqual([])
    },
    PATIENCE_MS,
  )
})
