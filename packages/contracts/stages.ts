/** The six stages in the order in which a conversation passes them. */
export const STAGES = ['ingestion', 'standardization', 'validation', 'processing', 'quality', 'export'] as const
export type StageName = (typeof STAGES)[number]

export const EXECUTION_MODES = ['standard', 'fast', 'strict', 'dry_run'] as const
export type ExecutionMode = (typeof EXECUTION_MODES)[number]

/** The stages that a mode plans: a dry run does everything but export. */
export function stagesOf(mode: ExecutionMode): StageName[] {
  return mode === 'dry_run' ? STAGES.filter((stage) => stage !== 'export') : [...STAGES]
}

/** Formats that the export stage writes: the names of the wire, the command line and the page. `docs/formats/exports.md` describes each. */
export const EXPORT_FORMATS = [
  'jsonl',
  'openai_chat',
  'sharegpt',
  'alpaca',
  'prompt_completion',
  'preference',
  'csv',
  'csv_conversations',
  'csv_sessions',
  'parquet',
  'arrow',
  'huggingface',
  'label_studio',
  'html',
] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
