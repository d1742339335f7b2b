export const DATASET_STATUSES = ['uploading', 'inspecting', 'ready', 'invalid', 'deleted'] as const
export type DatasetStatus = (typeof DATASET_STATUSES)[number]

export const EXECUTION_STATUSES = [
  'initializing',
  'queued',
  'running',
  'completed',
  'partial',
  'failed',
  'cancelling',
  'cancelled',
] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

export const FINAL_STATUSES: readonly ExecutionStatus[] = ['completed', 'partial', 'failed', 'cancelled']
export const isFinal = (status: ExecutionStatus): boolean => FINAL_STATUSES.includes(status)

export const STAGE_STATUSES = [
  'pending',
  'running',
  'completed',
  'partial',
  'failed',
  'skipped',
  'reused',
  'cancelled',
] as const
export type StageStatus = (typeof STAGE_STATUSES)[number]

/** A stage in one of these states has a result that the next stage can read. */
export const USABLE_STAGE_STATUSES: readonly StageStatus[] = ['completed', 'partial', 'reused']

/** By what data about people may be used. */
export const LEGAL_BASES = [
  'consent',
  'contract',
  'legal_obligation',
  'vital_interests',
  'public_task',
  'legitimate_interests',
  'research',
] as const
export type LegalBasis = (typeof LEGAL_BASES)[number]

/** `incomplete`: over, but some data keys did not unwrap. */
/** Whether a backup believes what it has, or reads and writes everything anew. */
export const BACKUP_KINDS = ['full', 'incremental'] as const

export const KEY_ROTATION_STATUSES = ['running', 'done', 'incomplete'] as const

/** The ways in which a record leaves the flow; each is a count of {@link Records}. */
export const LOSS_KINDS = ['rejected', 'quarantined', 'merged', 'withheld'] as const
export type LossKind = (typeof LOSS_KINDS)[number]
