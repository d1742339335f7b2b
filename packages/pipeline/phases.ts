import type { Dataset, Execution, PlanId, StageName, StageOutput } from '@techdeck/contracts'
import type { StageContract } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { partitionsOf, planIdOf } from './plan.ts'
import { countSourceShards, rangesOfShard } from './source-shards.ts'
import type { ShardInput } from './tasks.ts'

export interface StageRun {
  execution: Execution
  dataset: Dataset
  contract: StageContract
  stage: StageName
  outputs: { [stage in StageName]?: StageOutput }
  reuseKey: string
}

export interface PlannedPhase {
  name: string
  input: 'source' | 'partitions' | 'shards'
  plan: PlanId
  shards: number
  /** Partitions that the phase's rows are spread over; 0 where they are not. */
  partitions: number
  /** Open shards, at most one window of them. */
  open: number[]
}

/**
 * Plans a stage's phases one after the other: the next is planned once the caller asks for it, that is when the one
 * before has no open shard. Planning again changes nothing.
 */
export async function* openPhases(deps: PipelineDeps, run: StageRun): AsyncIterable<PlannedPhase> {
  for (const phase of phasesOf(deps, run)) {
    await deps.shards.plan({
      plan: phase.plan,
      executionId: run.execution.id,
      datasetId: run.dataset.id,
      stage: run.stage,
      count: phase.shards,
    })
    yield { ...phase, open: await deps.shards.open(phase.plan, 0, deps.window) }
  }
}

/** A stage's phases with their plans and sizes; derived from the records alone. */
export function phasesOf(
  { stages }: Pick<PipelineDeps, 'stages'>,
  { execution, dataset, contract, outputs, reuseKey }: StageRun,
): Omit<PlannedPhase, 'open'>[] {
  const scattered = dataset.files.some((file) => file.scattered)
  const partitions = partitionsOf(dataset.files)
  const needed = stages[contract.name].phases.filter((phase) => phase.when?.({ scattered }) ?? true)
  const spills = needed.some(({ input }) => input === 'partitions')
  return needed.map(({ name, input }) => ({
    name,
    input,
    plan: planIdOf(execution.id, dataset.id, contract.name, name, reuseKey),
    shards: shardsOf(input, dataset, partitions, contract.conversations ? outputs[contract.conversations] : undefined),
    partitions: spills && input === 'source' ? partitions : 0,
  }))
}

function shardsOf(input: PlannedPhase['input'], dataset: Dataset, partitions: number, before?: StageOutput): number {
  if (input === 'source') return countSourceShards(dataset.files)
  return input === 'partitions' ? partitions : (before?.shards ?? 0)
}

/** What a source shard reads. */
export const sourceOf = (dataset: Pick<Dataset, 'files'>, index: number): ShardInput & { kind: 'source' } => ({
  kind: 'source',
  ranges: rangesOfShard(dataset.files, index),
})
