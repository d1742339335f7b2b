import type { Dataset, Execution } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import { showTracker } from './progress.ts'
import { closeCancelled, closeExecution } from './root-job.ts'
import { transition } from './transition.ts'

/** An execution that comes so far by lost flows never ends by itself: it is failed, and a retry has as many again. */
const MAX_ROUNDS = 50
/** Looks that find the same data set without an inspection, after which it is invalid. */
const MAX_INSPECTIONS = 10
const LEASE_MS = 20_000
/** Records that are read at once. */
const PAGE = 200

/**
 * Compares what the records say is unfinished with what the queues hold, and begins a new round where a flow cannot
 * move by itself. Runs in every worker; a lease lets one look at a time. Two looks in a row must agree and nothing may
 * have happened between them, since a flow between two jobs looks dead for a moment.
 */
export class Reconciler {
  readonly #deps: PipelineDeps
  readonly #owner: string
  /** Where each execution stood when its flow looked dead. */
  readonly #suspects = new Map<string, string>()
  readonly #inspections = new Map<string, number>()

  constructor(deps: PipelineDeps, owner: string) {
    this.#deps = deps
    this.#owner = owner
  }

  /** Looks every `intervalMs` until `signal` aborts; a look that fails is only logged, the next one comes. */
  async run(intervalMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (await this.#deps.leases.acquire('reconciler', this.#owner, Math.max(LEASE_MS, intervalMs * 2)))
          await this.look()
        else this.#suspects.clear()
      } catch (error) {
        this.#deps.logger.warn({ err: error }, 'The reconciler could not look')
      }
      await delay(intervalMs, signal).catch(() => {})
    }
    await this.#deps.leases.release('reconciler', this.#owner).catch(() => {})
  }

  /** One look at everything unfinished; one that cannot be looked at does not keep the others from it. */
  async look(): Promise<void> {
    const { executions, datasets, logger } = this.#deps
    const unfinished = new Set<string>()
    for await (const execution of all((after) => executions.unfinished(PAGE, after))) {
      unfinished.add(execution.id)
      await this.#lookAt(execution).catch((error: unknown) =>
        logger.warn({ executionId: execution.id, err: error }, 'An execution could not be looked at'),
      )
    }
    keepOnly(this.#suspects, unfinished)
    const inspecting = new Set<string>()
    for await (const dataset of all((after) => datasets.inspecting(PAGE, after))) {
      inspecting.add(inspectionOf(dataset))
      await this.#lookAtDataset(dataset).catch((error: unknown) =>
        logger.warn({ datasetId: dataset.id, err: error }, 'A data set could not be looked at'),
      )
    }
    keepOnly(this.#inspections, inspecting)
  }

  /** Each look that finds no inspection adds one with all its attempts; what ends every worker must have an end, too. */
  async #lookAtDataset(dataset: Dataset): Promise<void> {
    const { datasets, flows, events } = this.#deps
    const job = { datasetId: dataset.id, version: dataset.version }
    if (await flows.inspectAlive(job)) return
    const looks = (this.#inspections.get(inspectionOf(dataset)) ?? 0) + 1
    this.#inspections.set(inspectionOf(dataset), looks)
    if (looks <= MAX_INSPECTIONS) return flows.addInspect(job)
    const { format, encoding, conversationCount, turnCount, files } = dataset
    const problems = [
      { code: 'inspection_failed', message: 'The files could not be read; upload them in smaller parts.' },
    ]
    const found = { status: 'invalid' as const, format, encoding, conversationCount, turnCount, files, problems }
    if (await datasets.finishInspection(dataset.id, dataset.version, found)) await events.publishDataset(dataset.id)
  }

  async #lookAt(execution: Execution): Promise<void> {
    const { id, round } = execution
    const alive = await this.#deps.flows.flowAlive({ executionId: id, round }, frontierOf(execution))
    if (alive) {
      this.#suspects.delete(id)
      return
    }
    const stand = `${round}:${execution.seq}`
    if (this.#suspects.get(id) !== stand) {
      this.#suspects.set(id, stand)
      return
    }
    this.#suspects.delete(id)
    if (await this.#end(execution)) await showTracker(this.#deps, id)
    else await this.#revive(execution)
  }

  /** Ends what is to go no further; `false` when it is to go on. */
  async #end(execution: Execution): Promise<boolean> {
    const { clock } = this.#deps
    if (execution.status === 'cancelling') await closeCancelled(this.#deps, execution)
    else if (frontierOf(execution).length === 0) await closeExecution(this.#deps, execution)
    else if (execution.round % MAX_ROUNDS === 0)
      await transition(this.#deps, execution, {
        from: ['initializing', 'queued', 'running'],
        to: 'failed',
        set: {
          completedAt: clock.now(),
          error: { code: 'PROCESSING_ERROR_FINAL', message: `The execution did not end in ${MAX_ROUNDS} rounds.` },
        },
        event: { key: `pipeline.failed.r${execution.round}`, event: 'pipeline.failed', data: { rounds: MAX_ROUNDS } },
      })
    else return false
    return true
  }

  async #revive(execution: Execution): Promise<void> {
    const { executions, flows, logger } = this.#deps
    if (!(await executions.advanceRound(execution.id, execution.round))) return
    logger.info({ executionId: execution.id, round: execution.round + 1, reason: 'flow_lost' }, 'A new round begins')
    await flows.addFlow({ ...execution, round: execution.round + 1 })
  }
}

/** Everything that is listed, page by page; what is added meanwhile behind the last page may wait for the next look. */
async function* all<T extends { id: string }>(page: (after: string | null) => Promise<T[]>): AsyncGenerator<T> {
  for (let after: string | null = null; ;) {
    const items = await page(after)
    yield* items
    if (items.length < PAGE) return
    after = items[items.length - 1].id
  }
}

const inspectionOf = ({ id, version }: Dataset): string => `${id}.v${version}`

function keepOnly(map: Map<string, unknown>, keys: ReadonlySet<string>): void {
  for (const key of map.keys()) if (!keys.has(key)) map.delete(key)
}

/** The stage of each data set that has to move next. */
function frontierOf({
  id,
  round,
  datasetIds,
  stagesPlanned,
  stages,
}: Execution): { executionId: string; round: number; datasetId: string; stage: (typeof stagesPlanned)[number] }[] {
  return datasetIds.flatMap((datasetId) => {
    const stage = stagesPlanned.find((name) => ['pending', 'running'].includes(stages[datasetId][name].status))
    return stage ? [{ executionId: id, round, datasetId, stage }] : []
  })
}
