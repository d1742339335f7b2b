import type { ApiDeps } from '../deps.ts'

export type PurgeDeps = Pick<
  ApiDeps,
  | 'datasets'
  | 'executions'
  | 'keys'
  | 'artifacts'
  | 'mends'
  | 'releases'
  | 'reviews'
  | 'results'
  | 'shards'
  | 'shares'
  | 'clock'
  | 'logger'
>

/** Purged in one go; the next sweep goes on. */
const AT_ONCE = 100

/**
 * Ends a deleted data set: nobody restores it from here on, its key is destroyed, and all that lies below its id goes,
 * with the records that name it. Runs keep their own records, which hold counts. It may be cut off anywhere and done
 * again; it is over when a later look finds nothing that a slow writer left.
 */
export async function purgeDataset(deps: PurgeDeps, id: string): Promise<void> {
  const { artifacts, datasets, executions, keys, mends, releases, results, reviews, shards, shares, clock } = deps
  if (!(await datasets.beginPurge(id, clock.now()))) return
  await keys.destroy(id)
  let removed = 0
  for await (const { key } of artifacts.list(id)) {
    await artifacts.remove(key)
    removed++
  }
  for (const { stages } of await executions.ofDataset(id))
    for (const { plans } of Object.values(stages[id] ?? {})) for (const { plan } of plans) await shards.removePlan(plan)
  await results.removeOf(id)
  await mends.removeOf(id)
  await releases.removeOf(id)
  await reviews.removeOf(id)
  await shares.removeOf(id)
  if (removed === 0) await datasets.endPurge(id)
}

/** Purges all whose time of grace is over. One that cannot be purged now is left for the next time. */
export async function sweepDatasets(deps: PurgeDeps): Promise<void> {
  for (const { id } of await deps.datasets.toPurge(deps.clock.now(), AT_ONCE))
    try {
      await purgeDataset(deps, id)
    } catch (error) {
      deps.logger.warn({ datasetId: id, err: error }, 'A data set could not be purged')
    }
}
