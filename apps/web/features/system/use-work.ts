import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'

const AGAIN_MS = 2000

/** Workers and queues, looked at again every two seconds. */
export const useWork = () =>
  useQuery({
    queryKey: ['work'],
    queryFn: ({ signal }) => client.listWorkers({ signal }),
    refetchInterval: AGAIN_MS,
  })
