import { isSameProcess, readState, type StackState } from './state.ts'

/**
 * The stack of a home as it is now, not only as it was noted: a service whose process is gone is `stopped`.
 * `null` when none was started, or nothing is left of it.
 */
export async function inspectStack(home: string): Promise<StackState | null> {
  const state = await readState(home)
  if (state === null) return null
  const services = await Promise.all(
    state.services.map(async (service) => {
      const gone = service.pid !== undefined && !(await isSameProcess(service))
      return gone ? { ...service, state: 'stopped' as const, pid: undefined } : service
    }),
  )
  const alive = (await isSameProcess(state.supervisor)) || services.some((service) => service.pid !== undefined)
  return alive ? { ...state, services } : null
}
