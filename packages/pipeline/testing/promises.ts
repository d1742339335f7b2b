import { STAGES, USABLE_STAGE_STATUSES, handedOn, isConserved, isFinal, type Execution } from '@techdeck/contracts'
import type { World } from './world.ts'

/** What was asked of an execution from outside. */
export interface Intent {
  cancelled: boolean
  /** How often a client wanted it to begin again after an end. */
  retries: number
  /** How often it did. */
  restarts: number
}

/** Which promises of the protocol do not hold for an execution that should have ended. */
export async function promisesBroken(
  world: World,
  execution: Execution,
  intent: Intent,
): Promise<{ problems: string[]; ends: string[] }> {
  const problems: string[] = []
  for (const datasetId of execution.datasetIds)
    problems.push(...(await chainProblems(world, execution, datasetId, intent)))
  const { ends, problems: ofEvents } = await eventProblems(world, execution, intent)
  if (!isFinal(execution.status)) problems.push(`is ${execution.status} for ever`)
  const chains = execution.datasetIds.flatMap((id) => Object.values(execution.stages[id]))
  if (isFinal(execution.status) && chains.some(({ status }) => status === 'pending' || status === 'running'))
    problems.push(`ended ${execution.status} with a stage that has not`)
  const whole = chains.every(({ status }) => status === 'completed' || status === 'reused')
  if (whole !== (execution.status === 'completed') && !(whole && execution.status === 'cancelled'))
    problems.push(`ended ${execution.status} with stages ${chains.map(({ status }) => status).join(' ')}`)
  if (execution.status === 'cancelled' && !intent.cancelled) problems.push('cancelled, and nobody asked')
  return { problems: [...problems, ...ofEvents], ends }
}

async function eventProblems(
  { executions }: World,
  { id, status }: Execution,
  { restarts }: Intent,
): Promise<{ problems: string[]; ends: string[] }> {
  const problems: string[] = []
  const events = await executions.events(id, 0, 100_000)
  if (events.some(({ seq }, at) => seq !== at + 1)) problems.push('a hole in the numbers of events')
  if (new Set(events.map(({ key }) => key)).size !== events.length) problems.push('an event twice')
  const ends = events.flatMap(({ event }) => /^pipeline\.(completed|partial|failed|cancelled)$/.exec(event)?.[1] ?? [])
  if (ends.length !== 1 + restarts) problems.push(`${ends.length} ends of ${1 + restarts} lives`)
  if (ends.at(-1) !== status) problems.push(`ended ${status} and said ${ends.at(-1)}`)
  return { problems, ends }
}

async function chainProblems(
  { shards, artifacts }: World,
  execution: Execution,
  datasetId: string,
  { retries, restarts }: Intent,
): Promise<string[]> {
  const problems: string[] = []
  let expected = execution.datasets.find((dataset) => dataset.datasetId === datasetId)!.weight
  for (const stage of STAGES) {
    const { records, output, status } = execution.stages[datasetId][stage]
    if (!USABLE_STAGE_STATUSES.includes(status)) break
    if (!records || !output) return [`${stage} is ${status} without a result`]
    if (!isConserved(records)) problems.push(`${stage} does not add up`)
    if (records.in !== expected) problems.push(`${stage} saw ${records.in} of ${expected}`)
    if (records.quarantined > 0 !== (status === 'partial'))
      problems.push(`${stage} is ${status} with ${records.quarantined} quarantined`)
    let held = 0
    for (const record of await shards.range(output.plan, 0, output.shards)) {
      // A retry opens parked shards first, and may then fail to begin.
      if (record.status === 'open' && retries === restarts)
        problems.push(`${stage} ended with shard ${record.index} open`)
      if (!record.result) continue
      const rows = artifacts.get(record.result.artifact)
      if (rows === undefined) problems.push(`${stage} lost the artifact of shard ${record.index}`)
      held += rows ?? 0
    }
    if (held !== records.out) problems.push(`${stage} counts ${records.out} and holds ${held}`)
    expected = handedOn(records)
  }
  return problems
}
