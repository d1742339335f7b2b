import type { ReviewStatus } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'

/** Conversations of a data set that wait for people or were judged, what presses first. */
export const useQueue = (id: string, status: ReviewStatus) =>
  usePages({
    queryKey: ['reviews', id, status],
    page: (query, signal) => client.listReviews({ params: { id }, query: { ...query, status }, signal }),
  })

/** After a verdict the lists and figures are others. */
export const askAgain = (id: string): void => {
  for (const key of ['reviews', 'agreement']) void queries.invalidateQueries({ queryKey: [key, id] })
}
