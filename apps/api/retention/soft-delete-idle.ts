import type { Dataset } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'executions' | 'clock' | 'settings'>

/**
 * Deletes a data set that no run is at work on: from here on it is gone for everybody, and purged after the time of
 * grace. One that is deleted already stays so. `false` when it is not in the state any more in which it was found, or,
 * with `dueBy`, its retention is not over by then any more.
 *
 * @throws ConflictError that names the runs; the data set is as it was then
 */
export async function softDeleteIdle(
  deps: Deps,
  { id, status }: Pick<Dataset, 'id' | 'status'>,
  dueBy?: Date,
): Promise<boolean> {
  const { datasets, clock, settings } = deps
  await refuseActive(deps, id)
  const now = clock.now()
  const purgeAt = new Date(now.getTime() + settings.datasetGraceMs)
  const isNew = status !== 'deleted' && (await datasets.softDelete(id, status, now, purgeAt, dueBy))
  // Execute looks at the status after it has recorded its run, so one of the two always sees the other.
  await refuseActive(deps, id).catch(async (error: unknown) => {
    if (isNew) await datasets.restore(id)
    throw error
  })
  return isNew
}

/** @throws ConflictError that names the runs that are at work on a data set */
export async function refuseActive({ executions }: Pick<Deps, 'executions'>, id: string): Promise<void> {
  const active = await executions.activeFor(id)
  if (active.length > 0)
    throw new ConflictError('A run of this data set is active; cancel it or wait for it.', {
      details: { dataset_id: id, execution_ids: active },
    })
}
