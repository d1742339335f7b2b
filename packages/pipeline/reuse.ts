import type { Execution, StageExecution, StageName } from '@techdeck/contracts'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { closingOf } from './finish-stage.ts'
import { outputsOf } from './outputs.ts'
import { reuseKeyOf } from './plan.ts'
import type { StageJob } from './ports.ts'
import { moveStages } from './move-stages.ts'

/**
 * Takes over results of earlier executions, from this stage on for as long as equal ones are there; their artifacts
 * serve both. Says which stage was the last of them; `null` when there is none for this stage.
 */
export async function reuseStages(deps: PipelineDeps, execution: Execution, job: StageJob): Promise<StageName | null> {
  const found = await equalResults(deps, execution, job)
  const last = found.at(-1)
  if (!last) return null
  await deps.results.saveAll(found)
  const closings = found.map((result) => closingOf(deps, { ...job, stage: result.stageName }, 'reused', result, 0))
  await moveStages(deps, execution, closings)
  return last.stageName
}

async function equalResults(
  deps: PipelineDeps,
  execution: Execution,
  { datasetId, stage: first }: StageJob,
): Promise<StageExecution[]> {
  const stages = { ...execution.stages[datasetId] }
  const found: StageExecution[] = []
  // Mostly one earlier execution has them all.
  let together: StageExecution[] = []
  const now = deps.clock.now()
  for (const stage of execution.stagesPlanned.slice(execution.stagesPlanned.indexOf(first))) {
    if (stages[stage].status !== 'pending') break
    const contract = CONTRACTS[stage]
    const reuseKey = reuseKeyOf(execution, datasetId, contract, outputsOf(contract, stages))
    const isEqual = (result: StageExecution) => result.reuseKey === reuseKey && result.status === 'completed'
    const earlier = together.find(isEqual) ?? (await deps.results.reusable(execution.workspaceId, reuseKey))
    if (!earlier) break
    if (together.length === 0) together = await deps.results.ofExecution(earlier.pipelineId)
    stages[stage] = { ...stages[stage], output: earlier.outputData.output }
    found.push({
      ...earlier,
      id: [execution.id, datasetId, stage].join('.'),
      pipelineId: execution.id,
      status: 'reused',
      // The newest result of a data set is that of its newest run, whoever did the work.
      startedAt: now,
      completedAt: now,
      inputData: { ...earlier.inputData, reused_from: earlier.pipelineId },
    })
  }
  return found
}
