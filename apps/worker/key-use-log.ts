import { ENCRYPTION_METHOD, type KeyUse } from '@techdeck/artifacts'
import type { AuditRecord, Dataset, Execution } from '@techdeck/contracts'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts/names'
import { newId, type Clock } from '@techdeck/core'
import type { Compute, FinishTask } from '@techdeck/pipeline'
import { CONTRACTS } from '@techdeck/stages/contracts'

interface Deps {
  audit: { append(record: AuditRecord): Promise<void> }
  executions: { get(id: string): Promise<Execution | null> }
  datasets: { get(id: string): Promise<Dataset | null> }
  clock: Clock
}

type Owner = Pick<AuditRecord, 'userId'>

const MOST_REMEMBERED = 1000

/**
 * Writes down what a worker does with data: each use of a data set's key, and what was taken out of it, in the name of
 * who ordered it. What cannot be written down counts as not done: the task fails, and is tried again.
 */
export class KeyUseLog {
  readonly #deps: Deps
  readonly #owners = new Map<string, Promise<Owner | null>>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async used(uses: readonly KeyUse[]): Promise<void> {
    await Promise.all(
      uses.map(async ({ operation, datasetId, executionId, dataType, artifacts, bytes }) =>
        this.#append(datasetId, executionId, {
          operation: `data.${operation}`,
          purpose: executionId === null ? 'Take in a data set' : `Stage ${dataType} of a run`,
          dataType,
          details: { data_size: bytes, encryption_method: ENCRYPTION_METHOD, artifacts },
        }),
      ),
    )
  }

  /** What a stage that takes identifiers out has found, by category. */
  async sanitized({ output, run, summary }: FinishTask): Promise<void> {
    const [datasetId] = output.split('/')
    const { replaced = {}, conversations = 0 } = Object(summary) as { replaced?: object; conversations?: number }
    await this.#append(datasetId, run.executionId, {
      operation: 'data.sanitize',
      purpose: 'De-identify a data set',
      dataType: 'dataset',
      details: { dataset_id: datasetId, pii_detected: { ...replaced }, conversations },
    })
  }

  async #append(
    datasetId: string,
    executionId: string | null,
    what: Pick<AuditRecord, 'operation' | 'purpose' | 'dataType' | 'details'>,
  ): Promise<void> {
    const owner = await this.#ownerOf(datasetId, executionId)
    // A data set that is gone has nobody to whom it belongs.
    const { userId } = owner ?? { userId: null }
    await this.#deps.audit.append({
      id: newId(),
      workspaceId: DEFAULT_WORKSPACE,
      userId,
      executionId,
      ...what,
      dataId: datasetId,
      ipAddress: null,
      timestamp: this.#deps.clock.now(),
    })
  }

  #ownerOf(datasetId: string, executionId: string | null): Promise<Owner | null> {
    const id = executionId ?? datasetId
    let owner = this.#owners.get(id)
    if (owner) return owner
    const { executions, datasets } = this.#deps
    owner = executionId === null ? datasets.get(datasetId) : executions.get(executionId)
    owner.then(
      (found) => found ?? this.#owners.delete(id),
      () => this.#owners.delete(id),
    )
    if (this.#owners.size >= MOST_REMEMBERED) this.#owners.clear()
    this.#owners.set(id, owner)
    return owner
  }
}

/** The same compute, but stages that take identifiers out are in the audit log with what they found. */
export const withSanitizeLog = (compute: Compute, log: Pick<KeyUseLog, 'sanitized'>): Compute => ({
  ...compute,
  async finish(task, signal) {
    const outcome = await compute.finish(task, signal)
    if (CONTRACTS[task.stage].sanitizes) await log.sanitized(task)
    return outcome
  },
})
