import type { Execution } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import { closeCancelled, closeExecution } from './root-job.ts'
import { transition } from './transition.ts'

/** Rounds after which an execution that never ends by itself is failed. */
const MAX_ROUNDS = 50
const LEASE_MS = 20_000

/**
 * Compares what the records say is unfinished with what the queues hold, and begins a new round where a flow cannot
 * move by itself. Runs in every worker; a lease lets one look at a time. Two looks in a row must agree, since a flow
 * between two jobs looks dead for a moment.
 */
export class Reconciler {
  readonly #deps: PipelineDeps
  readonly #owner: string
  readonly #suspects = new Map<string, number>()

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

  /** One look at everything unfinished. */
  async look(): Promise<void> {
    const unfinished = await this.#deps.executions.unfinished(200)
    for (const execution of unfinished) await this.#lookAt(execution)
    const ids = new Set(unfinished.map(({ id }) => id))
    for (const id of this.#suspects.keys()) if (!ids.has(id)) this.#suspects.delete(id)
    for (const { id, version } of await this.#deps.datasets.inspecting(200)) {
      const job = { datasetId: id, version }
      if (!(await this.#deps.flows.inspectAlive(job))) await this.#deps.flows.addInspect(job)
    }
  }

  async #lookAt(execution: Execution): Promise<void> {
    const { id, round } = execution
    const alive = await this.#deps.flows.flowAlive({ executionId: id, round }, frontierOf(execution))
    if (alive) {
      this.#suspects.delete(id)
      return
    }
    if (this.#suspects.get(id) !== round) {
      this.#suspects.set(id, round)
      return
    }
    this.#suspects.delete(id)
    await this.#revive(execution)
  }

  async #revive(execution: Execution): Promise<void> {
    const { executions, flows, logger, clock } = this.#deps
    if (execution.status === 'cancelling') return closeCancelled(this.#deps, execution)
    if (frontierOf(execution).length === 0) return closeExecution(this.#deps, execution)
    if (execution.round >= MAX_ROUNDS) {
      await transition(this.#deps, execution, {
        from: ['initializing', 'queued', 'running'],
        to: 'failed',
        set: {
          completedAt: clock.now(),
          error: { code: 'PROCESSING_ERROR_FINAL', message: `The execution did not end in ${MAX_ROUNDS} rounds.` },
        },
        event: { key: 'pipeline.failed.rounds', event: 'pipeline.failed', data: { rounds: MAX_ROUNDS } },
      })
      return
    }
    if (!(await executions.advanceRound(execution.id, execution.round))) return
    logger.info({ executionId: execution.id, round: execution.round + 1, reason: 'flow_lost' }, 'A new round begins')
    await flows.addFlow({ ...execution, round: execution.round + 1 })
  }
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
