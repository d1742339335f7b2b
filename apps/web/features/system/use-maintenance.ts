import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'

const AGAIN_MS = 60_000

/** The maintenance that is under way, or `null`; looked at again each minute. */
export const useMaintenance = () =>
  useQuery({
    queryKey: ['maintenance'],
    queryFn: ({ signal }) => client.getMaintenance({ signal }),
    refetchInterval: AGAIN_MS,
    staleTime: AGAIN_MS / 2,
  })
