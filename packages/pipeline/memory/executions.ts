import { isFinal, pendingStage, type Execution, type ExecutionEvent, type StageName } from '@techdeck/contracts'
import { pageAfter } from './page.ts'
import type { ExecutionStore, StageChange, Transition } from '../ports.ts'

/**
 * Executions in memory; each change is atomic because nothing awaits in its middle. What is read is shared and never
 * changed: a change puts new objects in the place of the old.
 */
export class MemoryExecutions implements ExecutionStore {
  readonly #executions = new Map<string, Execution>()
  readonly #events = new Map<string, ExecutionEvent[]>()

  async create(execution: Execution): Promise<Execution> {
    this.#executions.set(execution.id, structuredClone({ ...execution, events: [] }))
    this.#events.set(execution.id, structuredClone(execution.events))
    return execution
  }

  async get(id: string): Promise<Execution | null> {
    return this.#executions.get(id) ?? null
  }

  async transition(id: string, change: Transition): Promise<{ applied: boolean; events: ExecutionEvent[] }> {
    const execution = this.#executions.get(id)
    if (!execution || !holds(execution, this.#eventsOf(id), change)) return { applied: false, events: [] }
    let { seq } = execution
    const timestamp = new Date()
    const events = newEventsOf(change).map((event): ExecutionEvent => ({ ...event, seq: ++seq, timestamp }))
    this.#eventsOf(id).push(...events)
    const { to: status = execution.status, set } = change
    this.#executions.set(id, {
      ...execution,
      ...set,
      status,
      seq,
      stages: changesOf(change).reduce(withStage, execution.stages),
    })
    return { applied: true, events }
  }

  async advanceRound(id: string, from: number): Promise<boolean> {
    const execution = this.#executions.get(id)
    if (!execution || execution.round !== from || isFinal(execution.status)) return false
    this.#executions.set(id, { ...execution, round: from + 1 })
    return true
  }

  async restart(id: string, from: number, reset: readonly { datasetId: string; stage: StageName }[]): Promise<boolean> {
    const execution = this.#executions.get(id)
    if (!execution || execution.round !== from || !['partial', 'failed', 'cancelled'].includes(execution.status))
      return false
    const stages = reset.reduce((all, each) => withStage(all, { ...each, set: pendingStage() }), execution.stages)
    const begun = { round: from + 1, status: 'queued', completedAt: null, error: null } as const
    this.#executions.set(id, { ...execution, ...begun, stages })
    return true
  }

  async unfinished(limit: number, after: string | null): Promise<Execution[]> {
    return pageAfter(
      [...this.#executions.values()].filter(({ status }) => !isFinal(status)),
      limit,
      after,
    )
  }

  async events(id: string, afterSeq: number, limit: number): Promise<ExecutionEvent[]> {
    return this.#eventsOf(id)
      .filter(({ seq }) => seq > afterSeq)
      .slice(0, limit)
  }

  #eventsOf(id: string): ExecutionEvent[] {
    return this.#events.get(id) ?? []
  }
}

function holds(execution: Execution, events: readonly ExecutionEvent[], change: Transition): boolean {
  const { from, round } = change
  if (!from.includes(execution.status) || (round !== undefined && execution.round !== round)) return false
  const stagesHold = changesOf(change).every((stage) =>
    stage.from.includes(execution.stages[stage.datasetId]?.[stage.stage]?.status),
  )
  const keys = newEventsOf(change).map(({ key }) => key)
  return stagesHold && !events.some(({ key }) => keys.includes(key))
}

const changesOf = ({ stage, followedBy = [] }: Transition) => [
  ...(stage ? [stage] : []),
  ...followedBy.map((each) => each.stage),
]
const newEventsOf = ({ event, followedBy = [] }: Transition) => [
  ...(event ? [event] : []),
  ...followedBy.map((each) => each.event),
]

function withStage(
  stages: Execution['stages'],
  { datasetId, stage, set }: Pick<StageChange, 'datasetId' | 'stage' | 'set'>,
): Execution['stages'] {
  const chain = stages[datasetId]
  return { ...stages, [datasetId]: { ...chain, [stage]: { ...chain[stage], ...set } } }
}
