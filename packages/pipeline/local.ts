import { basename } from 'node:path'
import { createReadStream } from 'node:fs'
import {
  SiteListRef,
  isFinal,
  siteListText,
  type Dataset,
  type DatasetFile,
  type Estimate,
  type Execution,
  type ExportFile,
  type Passport,
  type PassportFile,
  type RunSettings,
  type SiteList,
  type StageExecution,
  type Terms,
  type Tracker,
  type WrappedDataKey,
} from '@techdeck/contracts'
import {
  ProcessingFinalError,
  UnprocessableFileError,
  ValidationError,
  newId,
  sha256,
  systemClock,
  type Logger,
} from '@techdeck/core'
import type { UnpackLimits } from '@techdeck/formats'
import type { KeptMapping } from '@techdeck/formats/given-mapping'
import type { ExecutionRequest } from './plan.ts'
import { planExecution } from './plan.ts'
import { createCompute, type ComputeDeps } from './compute.ts'
import { datasetHash } from './dataset-hash.ts'
import { newDataset } from './new-dataset.ts'
import type { PipelineDeps } from './deps.ts'
import { createHandlers } from './handlers.ts'
import { memoryPorts, type MemoryPorts } from './memory/index.ts'
import type { ArtifactStore, DataKey, KeyRing } from './ports.ts'
import { estimateOf } from './preview/estimate.ts'
import { readPreview } from './preview/where.ts'
import { ProgressTracker } from './progress.ts'
import { siteListKey } from './task-base.ts'
import { readPassportFile } from './trail/passport-file.ts'
import { settingsOf } from './trail/settings.ts'
import { allPassports } from './trail/shard-trail.ts'
import { findPassports, type FilePlace } from './trail/why.ts'

export interface LocalOptions
  extends
    Terms,
    Pick<ExecutionRequest, 'executionMode' | 'qualityThreshold' | 'enableBiasDetection' | 'exportFormats' | 'options'> {
  files: readonly string[]
  /** What the owner says of their columns; wins over what is detected. */
  mapping?: KeptMapping
  artifacts: ArtifactStore
  keyRing: KeyRing & { newDataKey(datasetId: string): Promise<{ dataKey: DataKey; wrapped: WrappedDataKey }> }
  stages: ComputeDeps['stages']
  unpackLimits?: Partial<UnpackLimits>
  /** The site's own words, which the options of processing name. */
  siteList?: SiteList
  logger: Logger
  signal: AbortSignal
  onProgress?: (tracker: Tracker) => void
  /** Jobs that are worked on at a time, 1 where it is not said; what comes out is the same. */
  concurrency?: number
}

export interface LocalRun {
  execution: Execution
  dataset: Dataset
  results: StageExecution[]
  files: ExportFile[]
  /** Of a dry run: what would come out. */
  estimate: () => Promise<Estimate | null>
  /** What decided how it came out. */
  settings: RunSettings
  /** How each file was read, and whether rows of one conversation lie apart in it. */
  passportFiles: () => Promise<(PassportFile & { scattered: boolean })[]>
  /** What became of every conversation and row, and why; without text. */
  passports: () => AsyncIterable<Passport>
  /** Finds what happened to one. */
  why: (place: FilePlace | { conversation: string }) => Promise<Passport[]>
  /** Streams one export file in the clear. */
  read: (file: ExportFile) => AsyncIterable<Uint8Array>
}

/**
 * Runs files through all stages in this process, without a server: the same orchestrator over ports in memory, so the
 * exports are byte for byte those of the service.
 *
 * @throws {@link UnprocessableFileError} when no file can be read as conversations
 * @throws {@link ProcessingFinalError} when a stage neither ended nor failed, and the signal's reason when it aborts
 */
export async function runLocal(options: LocalOptions): Promise<LocalRun> {
  const { artifacts, keyRing, stages, logger, signal } = options
  const ports = memoryPorts()
  const { executions, datasets, results, flows } = ports
  const deps: PipelineDeps = {
    ...ports,
    artifacts,
    keyRing,
    compute: createCompute({ artifacts, stages }),
    stages,
    clock: systemClock,
    logger,
    ...(options.unpackLimits && { unpackLimits: options.unpackLimits }),
    impatient: true,
    window: 8,
  }
  if (options.onProgress) ports.progress.onTracker.add(options.onProgress)
  const tracker = new ProgressTracker(deps, 100)
  const handlers = createHandlers(deps, tracker)
  try {
    const { dataset, dataKey } = await takeIn(options, ports)
    await flows.addInspect({ datasetId: dataset.id, version: 1 })
    await flows.drain(handlers, signal, 1)
    signal.throwIfAborted()
    const inspected = (await datasets.get(dataset.id))!
    if (inspected.status !== 'ready') throw unreadable(inspected)
    const execution = planExecution(
      { ...options, workspaceId: 'local', userId: 'local', datasets: [inspected] },
      systemClock.now(),
    )
    await giveSiteList(options, execution, dataset, dataKey)
    await executions.create(execution)
    await flows.addFlow(execution)
    await flows.drain(handlers, signal, options.concurrency ?? 1)
    signal.throwIfAborted()
    const ended = (await executions.get(execution.id))!
    if (!isFinal(ended.status)) throw new ProcessingFinalError('The run stopped before its end.')
    const found = await Promise.all(ended.stagesPlanned.map((stage) => results.get(ended.id, dataset.id, stage)))
    const files = found.flatMap((result) => result?.outputData.files ?? [])
    const made = found.filter((result) => result !== null)
    const trail = { execution: ended, dataset: inspected, dataKey, results: made }
    return {
      execution: ended,
      dataset: inspected,
      results: made,
      files,
      estimate: () => estimateHere(deps, handlers, ended, made, dataKey, signal),
      settings: settingsOf(ended, inspected.id, made),
      passportFiles: () =>
        Promise.all(
          inspected.files.map(async (file) => ({
            ...(await readPassportFile(artifacts, dataKey, file)),
            scattered: file.scattered ?? false,
          })),
        ),
      passports: () => allPassports(deps, trail),
      why: (place) => findPassports(deps, trail, place),
      async *read({ artifact }) {
        const reader = await artifacts.open(artifact, dataKey)
        try {
          yield* reader.read()
        } finally {
          await reader.close()
        }
      },
    }
  } finally {
    tracker.close()
  }
}

/** @throws {@link ValidationError} when the options name other words than were given */
async function giveSiteList(
  { siteList, artifacts }: LocalOptions,
  { options }: Execution,
  { id }: Dataset,
  dataKey: DataKey,
): Promise<void> {
  const named = options['processing']?.['siteList']
  if (named === undefined) return
  const text = siteList && siteListText(siteList)
  const ref = SiteListRef.safeParse(named)
  if (text === undefined || !ref.success || ref.data.sha256 !== sha256(text))
    throw new ValidationError('The options name a list of words that was not given: add --site-list FILE.', {
      details: [{ path: 'options.processing.siteList', problem: 'its words are not there, or are others' }],
    })
  await artifacts.write(siteListKey(id, ref.data), dataKey, [Buffer.from(text)])
}

async function estimateHere(
  deps: PipelineDeps,
  handlers: ReturnType<typeof createHandlers>,
  execution: Execution,
  results: readonly StageExecution[],
  dataKey: DataKey,
  signal: AbortSignal,
): Promise<Estimate | null> {
  if (execution.executionMode !== 'dry_run') return null
  await handlers.preview({ executionId: execution.id }, signal)
  const preview = await readPreview(deps.artifacts, execution, dataKey)
  return estimateOf(execution, results, preview ? [preview] : [])
}

async function takeIn(
  { files: paths, mapping: given, licence, consent, artifacts, keyRing }: LocalOptions,
  { datasets, keys }: Pick<MemoryPorts, 'datasets' | 'keys'>,
): Promise<{ dataset: Dataset; dataKey: DataKey }> {
  const id = newId()
  const { dataKey, wrapped } = await keyRing.newDataKey(id)
  await keys.create(wrapped)
  const mapping = given && `${id}/uploads/mapping`
  if (mapping !== undefined) await artifacts.write(mapping, dataKey, [Buffer.from(JSON.stringify(given))])
  const files: Omit<DatasetFile, 'ordinal'>[] = []
  for (const [ordinal, path] of paths.entries()) {
    const artifact = `${id}/uploads/${ordinal}`
    const written = await artifacts.write(artifact, dataKey, createReadStream(path))
    files.push({ name: basename(path), ...written, artifact })
  }
  const record = {
    id,
    workspaceId: 'local',
    userId: 'local',
    name: files.map(({ name }) => name).join(', '),
    sha256: datasetHash(files),
    ...(licence !== undefined && { licence }),
    ...(consent !== undefined && { consent }),
    dataKeyId: wrapped.id,
  }
  const dataset = newDataset(record, files, mapping, systemClock.now())
  await datasets.create(dataset)
  return { dataset, dataKey }
}

function unreadable({ problems }: Dataset): UnprocessableFileError {
  const [first] = problems
  return new UnprocessableFileError(first?.message ?? 'No file could be read as conversations.', {
    details: problems.map(({ code, file }) => ({ path: `files.${file ?? 0}`, problem: code })),
  })
}
