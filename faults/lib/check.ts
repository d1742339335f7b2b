import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { isConserved, parseCursor, shardId, type Records } from '@techdeck/contracts'
import type { Watched } from '@techdeck/client'
import type { System } from './system.ts'

/** The outcome of the data set: hashes of its exports and counts of its stages. */
export interface Golden {
  executionId: string
  status: string
  exports: { [name: string]: string }
  records: { [stage: string]: Records }
}

/** Reads an execution's outcome through the API. */
export async function exportsOf({ client }: Pick<System, 'client'>, id: string): Promise<Golden> {
  const execution = await client.getPipeline({ params: { id } })
  const exports = await client.listExports({ params: { id } })
  return {
    executionId: id,
    status: execution.status,
    // What names and signs a run is its own; all else is the same whatever happened on the way.
    exports: Object.fromEntries(exports.files.map(({ name, sha256 }) => [name, name === 'run.json' ? '' : sha256])),
    records: Object.fromEntries(execution.stages.map(({ stage_name, records }) => [stage_name, records])),
  }
}

/** Holds what a client saw (`null`: nobody watched from the beginning) and what is stored against the golden outcome. */
export async function checkRun(
  system: System,
  id: string,
  datasetId: string,
  seen: readonly Watched[] | null,
): Promise<{ status: string; problems: string[] }> {
  const problems: string[] = []
  const { golden } = system
  const got = await exportsOf(system, id)
  if (golden.status !== '') {
    if (got.status !== golden.status) problems.push(`ended ${got.status}, not ${golden.status}`)
    for (const [name, sha256] of Object.entries(golden.exports)) {
      if (got.exports[name] === undefined) problems.push(`lost: no export ${name}`)
      else if (got.exports[name] !== sha256) problems.push(`doubled or lost: ${name} differs`)
    }
    for (const [stage, records] of Object.entries(golden.records))
      if (JSON.stringify(got.records[stage]) !== JSON.stringify(records)) problems.push(`lost: ${stage} counts differ`)
  }
  for (const [stage, records] of Object.entries(got.records))
    if (records && !isConserved(records)) problems.push(`lost: ${stage} does not add up`)
  problems.push(...(await eventProblems(system, id, seen)), ...(await shardProblems(system, id, datasetId)))
  return { status: got.status, problems }
}

async function eventProblems({ store }: System, id: string, seen: readonly Watched[] | null): Promise<string[]> {
  const problems: string[] = []
  const stored = await store.executions.events(id, 0, 100_000)
  if (stored.some(({ seq }, at) => seq !== at + 1)) problems.push('lost: a hole in the stored events')
  if (new Set(stored.map(({ key }) => key)).size !== stored.length) problems.push('doubled: an event is stored twice')
  if (seen === null) return problems
  const ends = stored.filter(({ event }) => event.endsWith('.completed'))
  const names = ends.map(({ event, datasetId }) => `${event} ${datasetId ?? ''}`)
  if (new Set(names).size !== names.length) problems.push('doubled: a stage completed twice')
  const cursors = seen.flatMap((one) => (one.kind === 'event' ? [parseCursor(one.event.cursor)!.seq] : []))
  if (cursors.length !== stored.length || cursors.some((seq, at) => seq !== at + 1))
    problems.push(`lost: the watching client saw ${cursors.length} of ${stored.length} events in order`)
  const shown = seen.flatMap((one) => (one.kind === 'progress' ? [one.tracker.progress] : []))
  if (shown.some((progress, at) => at > 0 && progress < shown[at - 1])) problems.push('doubled: progress fell')
  return problems
}

async function shardProblems({ store, stack }: System, id: string, datasetId: string): Promise<string[]> {
  const problems: string[] = []
  const execution = (await store.executions.get(id))!
  for (const stage of execution.stagesPlanned) {
    for (const { plan, shards } of execution.stages[datasetId][stage].plans) {
      const records = await store.shards.range(plan, 0, shards)
      if (records.length !== shards) problems.push(`lost: ${stage} has ${records.length} of ${shards} shard records`)
      for (const { index, status, result } of records) {
        if (status !== 'done') problems.push(`lost: shard ${shardId(plan, index)} is ${status}`)
        const file = result && join(stack.environment.TECHDECK_ARTIFACTS!, `${result.artifact}.sealed`)
        if (file && !(await exists(file))) problems.push(`lost: the artifact of shard ${shardId(plan, index)}`)
      }
    }
  }
  return problems
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
