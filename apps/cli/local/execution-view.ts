import { emptyRecords, type Execution, type ExecutionView, type StageView } from '@techdeck/contracts'

/** A local run's execution in the form of the wire; it has one data set, so one chain. */
export function localExecutionView(execution: Execution): ExecutionView {
  const [datasetId = ''] = execution.datasetIds
  const stages = execution.stagesPlanned.map((stage): StageView => {
    const state = execution.stages[datasetId]?.[stage]
    return {
      stage_name: stage,
      status: state?.status ?? 'pending',
      started_at: iso(state?.startedAt),
      completed_at: iso(state?.completedAt),
      records: state?.records ?? emptyRecords(),
      metrics: state?.metrics ?? {},
      ...(state?.error && { error: state.error }),
    }
  })
  return {
    id: execution.id,
    user_id: execution.userId,
    dataset_ids: execution.datasetIds,
    status: execution.status,
    execution_mode: execution.executionMode,
    quality_threshold: execution.qualityThreshold,
    enable_bias_detection: execution.enableBiasDetection,
    export_formats: execution.exportFormats,
    created_at: execution.createdAt.toISOString(),
    started_at: iso(execution.startedAt),
    completed_at: iso(execution.completedAt),
    stages,
    datasets: [{ dataset_id: datasetId, stages }],
    metrics: execution.metrics,
    ...(execution.error && { error: execution.error }),
  }
}

const iso = (time: Date | null | undefined): string | null => time?.toISOString() ?? null
