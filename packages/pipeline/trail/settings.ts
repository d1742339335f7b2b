import type { Execution, RunSettings, SettingDifference, StageExecution } from '@techdeck/contracts'
import { CONTRACTS } from '@techdeck/stages/contracts'

/** What decided how an execution came out over one data set. */
export function settingsOf(
  execution: Omit<Execution, 'events'>,
  datasetId: string,
  results: readonly StageExecution[],
): RunSettings {
  const planned = execution.datasets.find((each) => each.datasetId === datasetId)
  return {
    execution_id: execution.id,
    dataset_sha256: planned?.sha256 ?? '',
    dataset_version: planned?.version ?? 1,
    execution_mode: execution.executionMode,
    quality_threshold: execution.qualityThreshold,
    enable_bias_detection: execution.enableBiasDetection,
    export_formats: execution.exportFormats,
    stages: execution.stagesPlanned.map((stage) => {
      const version = results.find((result) => result.datasetId === datasetId && result.stageName === stage)?.inputData[
        'version'
      ]
      return {
        stage,
        status: execution.stages[datasetId][stage].status,
        version: typeof version === 'number' ? version : null,
        options: execution.options[stage] ?? {},
      }
    }),
  }
}

const WIRE = {
  executionMode: 'execution_mode',
  qualityThreshold: 'quality_threshold',
  enableBiasDetection: 'enable_bias_detection',
  exportFormats: 'export_formats',
} as const satisfies Record<string, keyof RunSettings>

/** What is not the same in two runs, in the order of the stages that it tells on. */
export function compareSettings(a: RunSettings, b: RunSettings): SettingDifference[] {
  const differences: SettingDifference[] = []
  for (const contract of Object.values(CONTRACTS)) {
    const stage = contract.name
    const differ = (name: string, one: unknown, other: unknown) => {
      if (JSON.stringify(one) !== JSON.stringify(other))
        differences.push({ stage, name, a: (one ?? null) as never, b: (other ?? null) as never })
    }
    const [of, against] = [a, b].map((run) => run.stages.find((each) => each.stage === stage))
    if (contract.conversations === null) differ('dataset', a.dataset_sha256, b.dataset_sha256)
    if (!of || !against) {
      differ('planned', of !== undefined, against !== undefined)
      continue
    }
    if (of.version !== null && against.version !== null) differ('version', of.version, against.version)
    for (const name of contract.executionOptions) differ(WIRE[name], a[WIRE[name]], b[WIRE[name]])
    const names = new Set([...Object.keys(of.options), ...Object.keys(against.options)])
    for (const name of [...names].toSorted()) differ(`options.${name}`, of.options[name], against.options[name])
  }
  return differences
}
