import type { Dataset } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'

export type RetentionDeps = Pick<
  ApiDeps,
  'datasets' | 'executions' | 'artifacts' | 'audit' | 'clock' | 'logger' | 'settings'
>

/** A data set whose retention is over. */
export interface Due {
  workspaceId: string
  datasetId: string
  dueAt: Date
  artifacts: number
  /** Runs at work on it, for which it stays until they have ended. */
  neededBy: string[]
}

/** Looked at in one go; the next sweep goes on. */
const AT_ONCE = 200

/** What a sweep would delete now, the longest overdue first. */
export async function dueNow(deps: RetentionDeps, workspaceId?: string): Promise<Due[]> {
  const { artifacts, clock, datasets, executions } = deps
  const due: Due[] = []
  for (const dataset of await datasets.overdue(clock.now(), AT_ONCE)) {
    if (workspaceId !== undefined && dataset.workspaceId !== workspaceId) continue
    let count = 0
    for await (const _ of artifacts.list(dataset.id)) count++
    due.push({
      workspaceId: dataset.workspaceId,
      datasetId: dataset.id,
      dueAt: dataset.retainUntil!,
      artifacts: count,
      neededBy: await executions.activeFor(dataset.id),
    })
  }
  return due
}

/**
 * Deletes the data sets whose retention is over: they are gone for everybody at once, and purged after the time of grace
 * like those that somebody deleted. One that a run is at work on stays until that has ended. It may be cut off anywhere
 * and done again.
 */
export async function sweepRetention(deps: RetentionDeps, workspaceId?: string): Promise<Due[]> {
  const { clock, datasets, executions, logger, settings } = deps
  const due = await dueNow(deps, workspaceId)
  for (const { datasetId, neededBy } of due) {
    if (neededBy.length > 0) continue
    try {
      const dataset = await datasets.get(datasetId)
      if (!dataset || dataset.status === 'deleted') continue
      const now = clock.now()
      const purgeAt = new Date(now.getTime() + settings.datasetGraceMs)
      if (!(await datasets.softDelete(datasetId, dataset.status, now, purgeAt))) continue
      // Execute looks at the status after it has recorded its run, so one of the two always sees the other.
      const begun = await executions.activeFor(datasetId)
      if (begun.length > 0) await datasets.restore(datasetId)
      else await noteExpiry(deps, dataset, now)
    } catch (error) {
      logger.warn({ datasetId, err: error }, 'A data set whose retention is over could not be deleted')
    }
  }
  return due
}

async function noteExpiry({ audit, logger }: RetentionDeps, dataset: Dataset, now: Date): Promise<void> {
  const { id, workspaceId, purpose, legalBasis, retainUntil } = dataset
  logger.info({ datasetId: id }, 'The retention of a data set is over: it is deleted')
  await audit.append({
    id: newId(),
    workspaceId,
    userId: null,
    executionId: null,
    operation: 'dataset.expire',
    purpose: 'Its retention is over',
    dataType: 'dataset',
    dataId: id,
    details: {
      retain_until: retainUntil?.toISOString() ?? null,
      ...(purpose !== undefined && { purpose }),
      ...(legalBasis !== undefined && { legal_basis: legalBasis }),
    },
    ipAddress: null,
    timestamp: now,
  })
}
