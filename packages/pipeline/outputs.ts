import type { StageName, StageOutput, StageState } from '@techdeck/contracts'
import type { StageContract } from '@techdeck/stages/contracts'
import { inputsOf } from './plan.ts'

/** The outputs that a stage reads, of those that are there. */
export function outputsOf(
  contract: StageContract,
  stages: { [stage: string]: StageState },
): { [stage in StageName]?: StageOutput } {
  return Object.fromEntries(
    inputsOf(contract).flatMap((stage) => {
      const { output } = stages[stage]
      return output ? [[stage, output]] : []
    }),
  )
}
