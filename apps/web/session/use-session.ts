import { useSyncExternalStore } from 'react'
import type { Permission } from '@techdeck/contracts'
import { session } from '../app/api.ts'
import type { SessionState } from './session.ts'

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, () => session.state)

/** The id of whoever is signed in. */
export function useMe(): string {
  const state = useSession()
  return state.kind === 'signed_in' ? state.user.id : ''
}

/** Whether whoever is signed in may do something. */
export function useMay(permission: Permission): boolean {
  useSession()
  return session.may(permission)
}
