import type { Dataset } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { DataKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { refuseDestroyed } from '../datasets/destroyed.ts'

type Deps = Pick<ApiDeps, 'keys' | 'keyRing'>

/**
 * The data set's key.
 *
 * @throws NotFoundError once the data set is deleted
 * @throws DataDestroyedError once somebody had its key destroyed
 */
export const dataKeyOf = async (deps: Deps & Pick<ApiDeps, 'datasets'>, datasetId: string): Promise<DataKey> =>
  keyOf(deps, await deps.datasets.get(datasetId))

/** The same of one that was looked up. */
export async function keyOf({ keys, keyRing }: Deps, dataset: Dataset | null): Promise<DataKey> {
  refuseDestroyed(dataset)
  const wrapped = dataset && dataset.status !== 'deleted' && (await keys.get(dataset.dataKeyId))
  if (!wrapped) throw new NotFoundError('The data set is gone, and what was made of it.')
  return keyRing.unwrap(wrapped)
}
