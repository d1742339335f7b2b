import type { Dataset } from '@techdeck/contracts'
import { DataDestroyedError } from '@techdeck/core'

/** @throws DataDestroyedError where somebody had the data set's key destroyed */
export function refuseDestroyed(dataset: Pick<Dataset, 'id' | 'deletion'> | null): void {
  const shredded = dataset?.deletion?.shredded
  if (!dataset || !shredded) return
  throw new DataDestroyedError('The key of the data set was destroyed, so nobody can read it or what was made of it.', {
    details: { dataset_id: dataset.id, destroyed_at: shredded.at.toISOString() },
    userMessage: 'This data set was destroyed for good, and what was made of it.',
  })
}
