import { STAGES, isFinal, type StageName } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import type { System } from './system.ts'

/** A number that grows with every commit of an execution: events and committed shards of the running stage. */
async function workDone({ store }: System, executionId: string): Promise<string | null> {
  const execution = await store.executions.get(executionId)
  if (!execution || isFinal(execution.status)) return null
  const [datasetId] = execution.datasetIds
  const running = execution.stagesPlanned.find((stage) => execution.stages[datasetId][stage].status === 'running')
  const plans = running ? execution.stages[datasetId][running].plans : []
  const open = await Promise.all(plans.map(({ plan, shards }) => store.shards.open(plan, 0, shards + 1)))
  return `${execution.seq} ${open.map(({ length }) => length).join(' ')}`
}

/** Milliseconds until something is committed again after now; `null` when the execution had ended. */
export async function untilWorkGoesOn(
  system: System,
  executionId: string,
  patienceMs = 120_000,
): Promise<number | null> {
  const started = performance.now()
  const patiently = async () => {
    try {
      return await workDone(system, executionId)
    } catch {
      return 'away'
    }
  }
  const before = await patiently()
  if (before === null) return null
  while (performance.now() - started < patienceMs) {
    const now = await patiently()
    if (now !== before && now !== 'away') return Math.round(performance.now() - started)
    await delay(20)
  }
  return patienceMs
}

/** The stage of an execution that moves next; none when it has ended. */
export async function stageAtWork({ store }: System, executionId: string): Promise<StageName | undefined> {
  const execution = await store.executions.get(executionId)
  if (!execution || isFinal(execution.status)) return undefined
  const [datasetId] = execution.datasetIds
  return STAGES.find((name) => ['running', 'pending'].includes(execution.stages[datasetId][name].status))
}

/** Whether an execution still runs. */
export async function isRunning({ store }: System, executionId: string): Promise<boolean> {
  const execution = await store.executions.get(executionId).catch(() => null)
  return execution === null || !isFinal(execution.status)
}
