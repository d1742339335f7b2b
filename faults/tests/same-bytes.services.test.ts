import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS, STAGES, type Conversation, type ExecutionView } from '@techdeck/contracts'
import { sha256 } from '@techdeck/core'
import { dataFolder } from '@techdeck/examples'
import { startTestStack, type TestStack } from './support/test-stack.ts'

/** All of them: what is written by libraries, too. */
const FORMATS = EXPORT_FORMATS

let system: TestStack
beforeAll(async () => {
  // Four workers take shards as they come; what runs locally does one after the other.
  system = await startTestStack({ workers: [STAGES, STAGES, STAGES, STAGES] })
}, 60_000)
afterAll(() => system?.close())

interface Local {
  status: string
  stages: ExecutionView['stages']
}

/** Runs a file in a process of its own, without a server but with the stack's keys. */
async function runLocally(
  file: string,
  threshold: number,
): Promise<{ execution: Local; exports: Map<string, Buffer> }> {
  const out = join(system.folder, 'local', `${file.replaceAll('/', '-')}-${threshold}`)
  await mkdir(out, { recursive: true })
  const args = ['run', join(dataFolder, file), '--local', '--out', out, '--threshold', String(threshold)]
  const { stdout } = await system.cli([...args, '--formats', FORMATS.join(','), '--json'])
  const entries = await readdir(out, { recursive: true, withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isFile() ? [relative(out, join(entry.parentPath, entry.name))] : []))
  return {
    execution: JSON.parse(stdout) as Local,
    exports: new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(out, name))] as const))),
  }
}

async function exportsOf(id: string): Promise<Map<string, Buffer>> {
  const { files } = await system.client.listExports({ params: { id } })
  const fetched = files.map(async ({ name, sha256: announced, size_bytes: size }) => {
    const response = await system.client.downloadExport({ params: { id, name } })
    const bytes = Buffer.from(await response.arrayBuffer())
    expect({ name, sha256: sha256(bytes), size: bytes.length }).toEqual({ name, sha256: announced, size })
    return [name, bytes] as const
  })
  return new Map(await Promise.all(fetched))
}

/** Of all but the file that names the run, and what a local run keeps for itself. */
const hashes = (exports: Map<string, Buffer>) =>
  Object.fromEntries(
    [...exports]
      .filter(([name]) => name !== 'run.json' && !name.startsWith('.'))
      .map(([name, bytes]) => [name, sha256(bytes)]),
  )
const counts = ({ stages }: Local | ExecutionView) => stages.map(({ stage_name, records }) => [stage_name, records])
const body = (id: string, threshold: number) => ({
  dataset_ids: [id],
  quality_threshold: threshold,
  export_formats: [...FORMATS],
})
const upload = async (file: string) => system.upload(file.split('/').at(-1)!, await readFile(join(dataFolder, file)))

describe('the same file, with a server and without', () => {
  // Broken lines, rows that lie apart, another encoding, a compressed file.
  it.each(['helpline.jsonl', 'interviews.scattered.csv', 'outreach.utf16.tsv', 'archive.jsonl.gz'])(
    'gives the same counts and the same bytes: %s',
    async (file) => {
      const [{ id }, local] = await Promise.all([upload(file), runLocally(file, 0.6)])
      const execution = await system.run(body(id, 0.6))
      expect(counts(execution)).toEqual(counts(local.execution))
      expect(execution.status).toBe(local.execution.status)
      const exports = await exportsOf(execution.id)
      expect([...exports.keys()]).toEqual(
        expect.arrayContaining(['conversations.jsonl', 'conversations.parquet', 'huggingface/README.md', 'run.json']),
      )
      expect(hashes(exports)).toEqual(hashes(local.exports))
    },
    60_000,
  )
})

describe('running again with another threshold', () => {
  it('takes the first four stages as they are, and differs only by what the threshold decides', async () => {
    const { id } = await upload('coaching.openai.jsonl')
    const low = await system.run(body(id, 0))
    const conversationsOf = async (executionId: string) => {
      const text = (await exportsOf(executionId)).get('conversations.jsonl')!.toString()
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Conversation)
    }
    const all = await conversationsOf(low.id)
    const scores = all.map(({ scores: given }) => given!.overall).toSorted((a, b) => a - b)
    const threshold = scores[Math.floor(scores.length / 2)]
    const high = await system.run(body(id, threshold))

    expect(low.stages.map(({ status }) => status)).toEqual(STAGES.map(() => 'completed'))
    expect(high.stages.map(({ status }) => status)).toEqual([...Array(4).fill('reused'), 'completed', 'completed'])
    expect(counts(high).slice(0, 4)).toEqual(counts(low).slice(0, 4))
    const kept = all.filter(({ scores: given }) => given!.overall >= threshold)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length).toBeLessThan(all.length)
    expect(await conversationsOf(high.id)).toEqual(kept)
    expect(high.stages[4].records.rejected - low.stages[4].records.rejected).toBe(all.length - kept.length)

    const again = await system.run(body(id, threshold))
    expect(again.stages.map(({ status }) => status)).toEqual(STAGES.map(() => 'reused'))
    expect(hashes(await exportsOf(again.id))).toEqual(hashes(await exportsOf(high.id)))
    const { exports } = await runLocally('coaching.openai.jsonl', threshold)
    expect(hashes(exports)).toEqual(hashes(await exportsOf(high.id)))
  }, 60_000)
})

describe('the report of each of these runs', () => {
  it('accounts for every record, with a reason for each that was left out', async () => {
    const { data } = await system.client.listPipelines({ query: { limit: 50 } })
    expect(data.length).toBeGreaterThan(6)
    for (const { id } of data) {
      const { conservation, execution } = await system.client.getReport({ params: { id } })
      expect(conservation.conserved).toBe(true)
      expect(conservation.stages.map(({ stage }) => stage)).toEqual([...STAGES])
      for (const { stage, records, losses, conserved } of conservation.stages) {
        const lost = records.rejected + records.quarantined + records.merged + records.withheld
        expect({ stage, conserved, in: records.in }).toEqual({ stage, conserved: true, in: records.out + lost })
        expect({ stage, lost: losses.reduce((sum, { count }) => sum + count, 0) }).toEqual({ stage, lost })
        expect(losses.every(({ reason }) => reason.length > 0)).toBe(true)
      }
      for (const [at, { records }] of execution.stages.entries()) {
        const before = execution.stages[at - 1]?.records
        const handedOn = at === 1 ? before?.conversations : before?.out
        expect(records.in).toBe(handedOn ?? records.in)
      }
    }
  })
})
