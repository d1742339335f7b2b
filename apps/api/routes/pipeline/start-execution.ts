import type { Dataset, Execution, ExecuteSettings, StageName } from '@techdeck/contracts'
import { ConflictError, NotFoundError, ValidationError, hashOf } from '@techdeck/core'
import { cancelExecution, comparedIn, pinCompared, planExecution } from '@techdeck/pipeline'
import { checkRecipe, readPreset } from '@techdeck/stages/recipes'
import type { ApiDeps } from '../../deps.ts'
import { granted } from '../../policy.ts'
import type { Principal } from '../../principal.ts'
import { withLeakReviews } from './with-leak-reviews.ts'
import { withReleases } from './with-releases.ts'
import { admitRun, type QuotaDeps } from '../../quotas/quotas.ts'
import { decidedOf } from '../reviews/all-reviews.ts'
import { withSiteList, type SiteListDeps } from './give-site-list.ts'
import { unpackedAgain } from '../datasets/unpack-again.ts'

export type StartDeps = QuotaDeps &
  Pick<ApiDeps, 'executions' | 'datasets' | 'results' | 'flows' | 'events' | 'clock' | 'logger'> &
  SiteListDeps &
  Pick<ApiDeps, 'releases' | 'leakReviews' | 'reviews'>

export interface StartRequest {
  settings: ExecuteSettings
  /** The caller's own name for the request: the same key always answers with the same execution. */
  idempotencyKey?: string | undefined
  /** The last stage to run, where it is not the mode's last. */
  upTo?: StageName
}

/**
 * Records an execution and queues its flow. It is accepted once it is recorded: without Redis the reconciler queues it
 * later.
 *
 * @throws NotFoundError for a data set that the caller cannot reach, to be run or to be compared with, and for a list of
 * words that there is not
 * @throws ConflictError while a data set is not ready, or when the key stands for another request
 * @throws ValidationError for options that a stage does not know
 * @throws RateLimitExceededError where the caller may begin no more now
 */
export async function startExecution(deps: StartDeps, who: Principal, request: StartRequest): Promise<Execution> {
  const { executions, flows, logger } = deps
  const { idempotencyKey: key } = request
  const settings = await withRecipe(request.settings)
  const reached = await Promise.all(settings.dataset_ids.map((id) => runnable(deps, who, id)))
  const datasets = await Promise.all(reached.map((dataset) => unpackedAgain(deps, dataset)))
  await Promise.all(comparedIn(settings.options).map(({ dataset }) => runnable(deps, who, dataset)))
  const compared = await pinCompared(deps, settings.dataset_ids, settings.options)
  const planned = planUpTo(
    planExecution(
      {
        workspaceId: workspaceOf(datasets) ?? who.workspaceId,
        userId: who.userId,
        datasets,
        executionMode: settings.execution_mode,
        qualityThreshold: settings.quality_threshold,
        enableBiasDetection: settings.enable_bias_detection,
        exportFormats: settings.export_formats,
        options: await withWhatIsKnown(deps, who, datasets, settings.options),
        compared,
      },
      deps.clock.now(),
    ),
    request.upTo,
  )
  const idempotency =
    key === undefined ? undefined : { key, bodyHash: hashOf({ ...request.settings, upTo: request.upTo }) }
  const record = () => executions.create(planned, idempotency)
  const rows = planned.datasets.reduce((sum, dataset) => sum + (dataset.rows ?? 0), 0)
  // The same request again begins nothing.
  const isKnown = key !== undefined && (await executions.withKey(who.userId, key)) !== null
  const { execution, created } = await (isKnown ? record() : admitRun(deps, who, rows, record))
  if (!created) return execution
  const { id: executionId } = execution
  await Promise.all([
    refuseIfGone(deps, execution),
    // One that is lost is made when somebody asks for it; a run that only validates is not asked.
    ...(request.upTo === undefined ? [flows.addPreview({ executionId }).catch(() => {})] : []),
    flows.addFlow(execution).catch((error: unknown) => logger.warn({ executionId, err: error }, 'flow not queued yet')),
  ])
  return execution
}

/** A run lies where its data sets do, and whoever reaches these reaches it. @throws ValidationError */
function workspaceOf(datasets: readonly Dataset[]): string | undefined {
  const [first, ...others] = new Set(datasets.map(({ workspaceId }) => workspaceId))
  if (others.length === 0) return first
  throw new ValidationError('The data sets lie in different workspaces.', {
    details: [{ path: 'dataset_ids', problem: 'must lie in one workspace' }],
    userMessage: 'A run reads data sets of one workspace. Put them into the same one first.',
  })
}

/** Options with what is recorded beside them: words of the site, releases, and what people found before. */
async function withWhatIsKnown(
  deps: StartDeps,
  { workspaceId }: Principal,
  datasets: readonly Dataset[],
  options: ExecuteSettings['options'],
): Promise<ExecuteSettings['options']> {
  const worded = await withSiteList(deps, workspaceId, datasets, options)
  const released = await withReleases(deps, datasets, worded)
  return withVerdicts(deps, datasets, await withLeakReviews(deps, datasets, released))
}

/** What people decided of the data sets goes to the quality stage, unless the caller names verdicts. */
async function withVerdicts(
  { reviews }: StartDeps,
  datasets: readonly Dataset[],
  options: ExecuteSettings['options'],
): Promise<ExecuteSettings['options']> {
  const decided = await decidedOf(
    reviews,
    datasets.map(({ id }) => id),
  )
  if (Object.keys(decided).length === 0) return options
  return { ...options, quality: { verdicts: decided, ...options?.quality } }
}

/** Settings as a recipe has them. @throws ValidationError for what it names that is not known here */
async function withRecipe({ recipe: given, ...settings }: ExecuteSettings): Promise<Omit<ExecuteSettings, 'recipe'>> {
  if (given === undefined) return settings
  const recipe = typeof given === 'string' ? await readPreset(given) : checkRecipe(given, 'of the request')
  return {
    ...settings,
    ...(recipe.mode !== undefined && { execution_mode: recipe.mode }),
    ...(recipe.threshold !== undefined && { quality_threshold: recipe.threshold }),
    ...(recipe.bias !== undefined && { enable_bias_detection: recipe.bias }),
    ...(recipe.formats !== undefined && { export_formats: recipe.formats }),
    ...(recipe.options !== undefined && { options: { ...settings.options, ...recipe.options } }),
  }
}

async function runnable({ datasets }: StartDeps, who: Principal, id: string): Promise<Dataset> {
  const dataset = await datasets.get(id)
  try {
    return granted(dataset?.status === 'deleted' ? null : dataset, who, 'pipeline:execute', 'dataset:read:any')
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    throw new NotFoundError('There is no such data set, or it is not yours.', { details: { dataset_id: id } })
  }
}

function planUpTo(execution: Execution, last: StageName | undefined): Execution {
  if (last === undefined) return execution
  const stagesPlanned = execution.stagesPlanned.slice(0, execution.stagesPlanned.indexOf(last) + 1)
  const chain = (stages: Execution['stages'][string]) =>
    Object.fromEntries(stagesPlanned.map((stage) => [stage, stages[stage]]))
  const stages = Object.fromEntries(Object.entries(execution.stages).map(([id, all]) => [id, chain(all)]))
  return { ...execution, stagesPlanned, stages }
}

/**
 * Deleting, and removing what was unpacked, look for active runs, and this looks for what is gone, each after its own
 * write: one sees the other.
 */
async function refuseIfGone(deps: StartDeps, execution: Execution): Promise<void> {
  const ids = [...execution.datasetIds, ...(execution.compared ?? []).map(({ datasetId }) => datasetId)]
  const datasets = await Promise.all(ids.map((id) => deps.datasets.get(id)))
  // Files that were added meanwhile are for the next run: this one has the version that it was planned for.
  const isThere = (dataset: Dataset | null) =>
    dataset && dataset.status !== 'deleted' && !(dataset.unpackedGoneAt && execution.datasetIds.includes(dataset.id))
  if (datasets.every(isThere)) return
  await cancelExecution(deps, execution)
  throw new ConflictError('A data set was changed meanwhile; the execution is cancelled.', {
    details: { execution_id: execution.id },
  })
}
