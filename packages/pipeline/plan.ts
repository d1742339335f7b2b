import type {
  ComparedDataset,
  Dataset,
  Execution,
  ExecutionMode,
  ExportFormat,
  JsonObject,
  PlanId,
  StageName,
  StageOutput,
} from '@techdeck/contracts'
import { pendingStage, stagesOf } from '@techdeck/contracts/names'
import { ConflictError, ValidationError, hashOf, newId } from '@techdeck/core'
import { withPins } from './compare-with.ts'
import { CONTRACTS, type StageContract } from '@techdeck/stages/contracts'

export interface ExecutionRequest {
  workspaceId: string
  userId: string
  datasets: readonly Dataset[]
  executionMode: ExecutionMode
  qualityThreshold: number
  enableBiasDetection: boolean
  exportFormats: ExportFormat[]
  /** Options a stage; each contract fills in its defaults. */
  options?: { [stage: string]: JsonObject }
  /** What was kept of the data sets that the options name to be compared with, as {@link pinCompared} found it. */
  compared?: readonly ComparedDataset[]
}

/**
 * Makes the record of a new execution: everything that is fixed at the start, all stages pending.
 *
 * @throws {@link ConflictError} while a data set is not ready
 * @throws {@link ValidationError} for an option that a stage does not know, with its path, and for a data set to be
 *   compared with of which nothing is there
 */
export function planExecution(request: ExecutionRequest, now: Date, epoch = 1): Execution {
  for (const { id, status } of request.datasets) {
    if (status === 'ready') continue
    throw new ConflictError(`The data set is ${status}; only a ready one can be run.`, {
      details: { dataset_id: id, status },
    })
  }
  const stagesPlanned = stagesOf(request.executionMode)
  const compared = request.compared ?? []
  const options = withPins(parseOptions(request.options ?? {}), compared)
  return {
    id: newId(),
    workspaceId: request.workspaceId,
    userId: request.userId,
    owners: request.datasets.map(({ userId }) => userId),
    datasetIds: request.datasets.map(({ id }) => id),
    datasets: request.datasets.map(({ id, version, sha256, conversationCount, files, licence, consent }) => ({
      datasetId: id,
      version,
      sha256: sha256 ?? '',
      weight: Math.max(1, conversationCount ?? 1),
      rows: files.reduce((sum, file) => sum + (file.rows ?? 0), 0),
      ...(licence !== undefined && { licence }),
      ...(consent !== undefined && { consent }),
    })),
    ...(compared.length > 0 && { compared: [...compared] }),
    status: 'queued',
    executionMode: request.executionMode,
    qualityThreshold: request.qualityThreshold,
    enableBiasDetection: request.enableBiasDetection,
    exportFormats: request.exportFormats,
    options,
    stagesPlanned,
    round: 1,
    epoch,
    seq: 0,
    events: [],
    stages: Object.fromEntries(
      request.datasets.map(({ id }) => [id, Object.fromEntries(stagesPlanned.map((stage) => [stage, pendingStage()]))]),
    ),
    createdAt: now,
    startedAt: null,
    completedAt: null,
    error: null,
    metrics: {},
  }
}

function parseOptions(given: { [stage: string]: JsonObject }): { [stage: string]: JsonObject } {
  const unknown = Object.keys(given).filter((stage) => !Object.hasOwn(CONTRACTS, stage))
  if (unknown.length > 0)
    throw new ValidationError('Options name a stage that does not exist.', {
      details: unknown.map(() => ({ path: 'options', problem: 'unknown stage', allowed: Object.keys(CONTRACTS) })),
    })
  return Object.fromEntries(
    Object.entries(CONTRACTS).map(([stage, contract]) => {
      const parsed = contract.options.safeParse(given[stage] ?? {})
      if (parsed.success) return [stage, parsed.data as JsonObject]
      throw new ValidationError(`The options of ${stage} are not usable.`, {
        details: parsed.error.issues.flatMap((issue) =>
          pathsOf(issue).map((path) => ({ path: ['options', stage, ...path].join('.'), problem: problemOf(issue) })),
        ),
      })
    }),
  )
}

/** What zod says quotes what was given; what a contract says of its own rules does not. */
const problemOf = ({ code, message }: { code: string; message: string }): string => (code === 'custom' ? message : code)

/** An unknown option is named itself, not only the object that it stands in; unless it is no name at all. */
const pathsOf = (issue: { code: string; path: PropertyKey[]; keys?: string[] }): PropertyKey[][] =>
  issue.code === 'unrecognized_keys' && issue.keys
    ? issue.keys.map((key) => (/^\w{1,40}$/.test(key) ? [...issue.path, key] : issue.path))
    : [issue.path]

/** The stages whose output a stage reads. */
export const inputsOf = ({ conversations, notes }: StageContract): StageName[] => [
  ...new Set([...(conversations ? [conversations] : []), ...notes]),
]

/**
 * Hash of all that decides a stage's result: the data set, its version, the inputs' manifests and the options that it
 * reads. Equal keys have equal results, so a finished one can be used again. The manifests are of whole inputs: a finish
 * step may change what any shard reads, so one shard of the input that changed makes another key for all.
 */
export function reuseKeyOf(
  execution: Execution,
  datasetId: string,
  contract: StageContract,
  outputs: { [stage in StageName]?: StageOutput },
): string {
  const planned = execution.datasets.find((each) => each.datasetId === datasetId)
  const { version, sha256 = '', licence = null, consent = null } = planned ?? {}
  return hashOf({
    stage: contract.name,
    version: contract.version,
    dataset: [datasetId, version ?? null, sha256],
    ...(contract.reads.includes('dataset.terms') && { terms: [licence, consent] }),
    inputs: inputsOf(contract).map((stage) => [stage, outputs[stage]?.manifestHash ?? null]),
    options: execution.options[contract.name] ?? {},
    execution: Object.fromEntries(contract.executionOptions.map((name) => [name, execution[name]])),
  })
}

/** The plan of one phase; a shard's record is found by it and the index alone. */
export const planIdOf = (
  executionId: string,
  datasetId: string,
  stage: StageName,
  phase: string,
  reuseKey: string,
): PlanId => [executionId, datasetId, stage, phase, reuseKey.slice(0, 16)].join('.')

/** Rows of a scattered data set are spread over this many partitions: about 4 MiB each, at most 256. */
export function partitionsOf(files: readonly { sizeBytes: number; members?: number }[]): number {
  const bytes = files.reduce((sum, { sizeBytes, members }) => (members === undefined ? sum + sizeBytes : sum), 0)
  return Math.min(256, Math.max(1, Math.ceil(bytes / (4 * 1024 * 1024))))
}
