import { isFinal, type Execution, type ExecutionEvent, type StageName } from '@techdeck/contracts'
import { pendingStage } from '../plan.ts'
import type { ExecutionStore, Transition } from '../ports.ts'

/** Executions in memory; each change is atomic because nothing awaits in its middle. */
export class MemoryExecutions implements ExecutionStore {
  readonly #executions = new Map<string, Execution>()

  async create(execution: Execution): Promise<Execution> {
    this.#executions.set(execution.id, structuredClone(execution))
    return execution
  }

  async get(id: string): Promise<Execution | null> {
    const execution = this.#executions.get(id)
    return execution ? { ...structuredClone({ ...execution, events: [] }) } : null
  }

  async transition(id: string, change: Transition): Promise<{ applied: boolean; event?: ExecutionEvent }> {
    const execution = this.#executions.get(id)
    if (!execution || !holds(execution, change)) return { applied: false }
    if (change.to) execution.status = change.to
    Object.assign(execution, structuredClone(change.set ?? {}))
    if (change.stage) {
      const { datasetId, stage, set } = change.stage
      Object.assign(execution.stages[datasetId][stage], structuredClone(set))
    }
    if (!change.event) return { applied: true }
    const event: ExecutionEvent = { ...structuredClone(change.event), seq: ++execution.seq, timestamp: new Date() }
    execution.events.push(event)
    return { applied: true, event }
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
    return structuredClone(unfinished.slice(0, limit))
  }

  async events(id: string, afterSeq: number, limit: number): Promise<ExecutionEvent[]> {
    const events = this.#executions.get(id)?.events ?? []
    return structuredClone(events.filter(({ seq }) => seq > afterSeq).slice(0, limit))
  }
}

function holds(execution: Execution, { from, round, stage, event }: Transition): boolean {
  if (!from.includes(execution.status) || (round !== undefined && execution.round !== round)) return false
  if (stage && !stage.from.includes(execution.stages[stage.datasetId]?.[stage.stage]?.status)) return false
  return !event || !execution.events.some(({ key }) => key === event.key)
}
