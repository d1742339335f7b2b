import type { InspectJob, PreviewJob, RootJob, ShardJob, StageJob } from './jobs.ts'

export const ROOT_QUEUE = 'pipeline'

// Ids are deterministic within a round, so adding a job twice adds it once. BullMQ refuses ':' in them.
export const rootId = ({ executionId, round }: RootJob): string => `${executionId}.r${round}`
export const stageId = ({ executionId, round, datasetId, stage }: StageJob): string =>
  `${executionId}.r${round}.${datasetId}.${stage}`
export const shardJobId = (job: StageJob, { phase, index }: Pick<ShardJob, 'phase' | 'index'>): string =>
  `${stageId(job)}.${phase}.${index}`
export const inspectId = ({ datasetId, version }: InspectJob): string => `inspect.${datasetId}.v${version}`
export const previewId = ({ executionId }: PreviewJob): string => `preview.${executionId}`

export const eventsChannel = (executionId: string): string => `techdeck:events:${executionId}`
export const progressChannel = (executionId: string): string => `techdeck:progress:${executionId}`
export const datasetChannel = (datasetId: string): string => `techdeck:dataset:${datasetId}`
export const CANCEL_CHANNEL = 'techdeck:cancel'
/** Names each user whose role, state or sessions changed. */
export const ACCESS_CHANNEL = 'techdeck:access'

/** Where clients of Redis itself find an execution's tracker (JSON). */
export const progressKey = (executionId: string): string => `progress:pipeline:${executionId}`
export const uploadKey = (datasetId: string): string => `progress:upload:${datasetId}`
export const ticketKey = (kind: string, hash: string): string => `techdeck:ticket:${kind}:${hash}`
export const passKey = (hash: string): string => `techdeck:pass:${hash}`
/** The braces keep what belongs to a plan in one slot of a Cluster. */
export const planKey = (plan: string): string => `progress:plan:{${plan}}`
