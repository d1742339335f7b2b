import { DEFAULT_WORKSPACE, type Dataset } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import { softDeleteIdle } from './soft-delete-idle.ts'

export type RetentionDeps = Pick<ApiDeps, 'datasets' | 'executions' | 'audit' | 'clock' | 'logger' | 'settings'>

/** A data set whose retention is over. */
export interface Due {
  datasetId: string
  dueAt: Date
  /** Runs at work on it, for which it stays until they have ended. */
  neededBy: string[]
}

/** Looked at in one go; the next sweep goes on. */
const AT_ONCE = 200

/** What a sweep would delete now, the longest overdue first. */
export async function dueNow(deps: RetentionDeps): Promise<Due[]> {
  const { clock, datasets, executions } = deps
  const due: Due[] = []
  for (const { id, retainUntil } of await datasets.overdue(clock.now(), AT_ONCE))
    due.push({ datasetId: id, dueAt: retainUntil!, neededBy: await executions.activeFor(id) })
  return due
}

/**
 * Deletes the data sets whose retention is over: they are gone for everybody at once, and purged after the time of grace
 * like those that somebody deleted. One that a run is at work on stays until that has ended, one whose retention was
 * made longer meanwhile stays, and so does one whose end cannot be written down, for the next sweep. It may be cut off
 * anywhere and done again. What was deleted, and what stays for a run.
 */
export async function sweepRetention(deps: RetentionDeps): Promise<Due[]> {
  const swept: Due[] = []
  for (const due of await dueNow(deps))
    try {
      if (due.neededBy.length > 0 || (await expire(deps, due.datasetId))) swept.push(due)
    } catch (error) {
      if (error instanceof ConflictError)
        swept.push({ ...due, neededBy: await deps.executions.activeFor(due.datasetId) })
      else
        deps.logger.warn(
          { datasetId: due.datasetId, err: error },
          'A data set whose retention is over could not be deleted',
        )
    }
  return swept
}

/** `false` when its retention is not over any more. @throws ConflictError while a run is at work on it */
async function expire(deps: RetentionDeps, datasetId: string): Promise<boolean> {
  const { clock, datasets } = deps
  const dataset = await datasets.get(datasetId)
  if (!dataset || !(await softDeleteIdle(deps, dataset, clock.now()))) return false
  await noteExpiry(deps, dataset).catch(async (error: unknown) => {
    await datasets.restore(datasetId)
    throw error
  })
  return true
}

async function noteExpiry({ audit, clock, logger }: RetentionDeps, dataset: Dataset): Promise<void> {
  const { id, purpose, legalBasis, retainUntil } = dataset
  await audit.append({
    id: newId(),
    workspaceId: DEFAULT_WORKSPACE,
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
    timestamp: clock.now(),
  })
  logger.info({ datasetId: id }, 'The retention of a data set is over: it is deleted')
}
