import { isFinal, type Execution, type ExecutionEvent, type StageName } from '@techdeck/contracts'
import { pendingStage } from '../plan.ts'
import type { ExecutionStore, Transition } from '../ports.ts'
import { copyOf } from './copy.ts'

/** Executions in memory; each change is atomic because nothing awaits in its middle. */
export class MemoryExecutions implements ExecutionStore {
  readonly #executions = new Map<string, Execution>()

  async create(execution: Execution): Promise<Execution> {
    this.#executions.set(execution.id, copyOf(execution))
    return execution
  }

  async get(id: string): Promise<Execution | null> {
    const execution = this.#executions.get(id)
    return execution ? copyOf({ ...execution, events: [] }) : null
  }

  async transition(id: string, change: Transition): Promise<{ applied: boolean; events: ExecutionEvent[] }> {
    const execution = this.#executions.get(id)
    if (!execution || !holds(execution, change)) return { applied: false, events: [] }
    if (change.to) execution.status = change.to
    Object.assign(execution, copyOf(change.set ?? {}))
    for (const { datasetId, stage, set } of stagesOf(change))
      Object.assign(execution.stages[datasetId][stage], copyOf(set))
    const events = eventsOf(change).map((event): ExecutionEvent => {
      return { ...copyOf(event), seq: ++execution.seq, timestamp: new Date() }
    })
    execution.events.push(...events)
    return { applied: true, events }
  }

  async advanceRound(id: string, from: number): Promise<boolean> {
    const execution = this.#executions.get(id)
    if (!execution || execution.round !== from || isFinal(execution.status)) return false
    execution.round++
    return true
  }

  async restart(id: string, from: number, reset: readonly { datasetId: string; stage: StageName }[]): Promise<boolean> {
    const execution = this.#executions.get(id)
    if (!execution || execution.round !== from || !['partial', 'failed', 'cancelled'].includes(execution.status))
      return false
    Object.assign(execution, { round: from + 1, status: 'queued', completedAt: null, error: null })
    for (const { datasetId, stage } of reset) execution.stages[datasetId][stage] = pendingStage()
    return true
  }

  async unfinished(limit: number): Promise<Execution[]> {
    const unfinished = [...this.#executions.values()].filter(({ status }) => !isFinal(status))
    return copyOf(unfinished.slice(0, limit))
  }

  async events(id: string, afterSeq: number, limit: number): Promise<ExecutionEvent[]> {
    const events = this.#executions.get(id)?.events ?? []
    return copyOf(events.filter(({ seq }) => seq > afterSeq).slice(0, limit))
  }
}

function holds(execution: Execution, change: Transition): boolean {
  const { from, round } = change
  if (!from.includes(execution.status) || (round !== undefined && execution.round !== round)) return false
  const stagesHold = stagesOf(change).every((stage) =>
    stage.from.includes(execution.stages[stage.datasetId]?.[stage.stage]?.status),
  )
  const keys = new Set(eventsOf(change).map(({ key }) => key))
  return stagesHold && !execution.events.some(({ key }) => keys.has(key))
}

const stagesOf = ({ stage, then = [] }: Transition) => [...(stage ? [stage] : []), ...then.map((each) => each.stage)]
const eventsOf = ({ event, then = [] }: Transition) => [...(event ? [event] : []), ...then.map((each) => each.event)]
