import { NotFoundError } from '@techdeck/core'
import type { DataKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { refuseDestroyed } from '../datasets/destroyed.ts'

/**
 * The data set's key.
 *
 * @throws NotFoundError once the data set is deleted
 * @throws DataDestroyedError once somebody had its key destroyed
 */
export async function dataKeyOf(
  { datasets, keys, keyRing }: Pick<ApiDeps, 'datasets' | 'keys' | 'keyRing'>,
  datasetId: string,
): Promise<DataKey> {
  const dataset = await datasets.get(datasetId)
  refuseDestroyed(dataset)
  const wrapped = dataset && dataset.status !== 'deleted' && (await keys.get(dataset.dataKeyId))
  if (!wrapped) throw new NotFoundError('The data set is gone, and what was made of it.')
  return keyRing.unwrap(wrapped)
}
