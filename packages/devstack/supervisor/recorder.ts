import type { Service } from './service.ts'
import { removeState, type StackState, writeState } from './state.ts'

/** Keeps a home's state file up to date with the services of a stack; writes one after the other. */
export function createRecorder(home: string, services: readonly Service[], mark: string | null) {
  const supervisor = { pid: process.pid, mark }
  let state: StackState = { supervisor, state: 'starting', apiUrl: null, webUrl: null, connections: null, services: [] }
  let writing = Promise.resolve()
  const save = () => {
    writing = writing.then(() => {
      state = { ...state, services: services.map((service) => service.state()) }
      return writeState(home, state)
    })
  }
  return {
    save,
    update(change: Partial<StackState>) {
      state = { ...state, ...change }
      save()
    },
    flush: () => writing,
    async close() {
      await writing
      await removeState(home)
    },
  }
}
