import type { Execution } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { Trail } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { refuseDestroyed } from '../datasets/destroyed.ts'

export type TrailDeps = Pick<ApiDeps, 'datasets' | 'results' | 'shards' | 'artifacts' | 'keys' | 'keyRing'>

/** What an execution did with each of its data sets. @throws {@link NotFoundError} when one of them is gone, DataDestroyedError when its key is */
export async function trailsOf(deps: TrailDeps, execution: Execution): Promise<Trail[]> {
  const results = await deps.results.ofExecution(execution.id)
  return Promise.all(
    execution.datasets.map(async ({ datasetId: id, version }) => {
      const dataset = await deps.datasets.atVersion(id, version)
      refuseDestroyed(dataset)
      const wrapped = dataset && dataset.status !== 'deleted' && (await deps.keys.get(dataset.dataKeyId))
      if (!wrapped) throw new NotFoundError('The data set is gone, and what was made of it.')
      const dataKey = await deps.keyRing.unwrap(wrapped)
      return { execution, dataset, dataKey, results: results.filter(({ datasetId }) => datasetId === id) }
    }),
  )
}
