import type { Dataset } from '@techdeck/contracts'
import { DataDestroyedError } from '@techdeck/core'

/** @throws DataDestroyedError where somebody had the data set's key destroyed */
export function refuseDestroyed(dataset: Pick<Dataset, 'id' | 'deletion'> | null): void {
  const shredded = dataset?.deletion?.shredded
  if (!dataset || !shredded) return
  const { others } = shredded
  throw new DataDestroyedError('The key of the data set was destroyed, so nobody can read it or what was made of it.', {
    details: {
      dataset_id: dataset.id,
      destroyed_at: shredded.at.toISOString(),
      ...(others?.datasetId !== undefined && { others: others.datasetId }),
    },
    userMessage: others
      ? 'What one client said was destroyed for good, and with it this data set. What the others said is another data set now; run that.'
      : 'This data set was destroyed for good, and what was made of it.',
  })
}
