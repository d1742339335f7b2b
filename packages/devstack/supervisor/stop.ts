import { delay } from '@techdeck/core'
import { isSameProcess, readState, removeState, type StackState } from './state.ts'

const GRACE_MS = 15_000

/**
 * Stops the stack of a home, whoever started it: SIGTERM, then SIGKILL after 15 s, to exactly the processes that its
 * state file names. Data stay.
 *
 * @returns the names of the services that were running; `null` when no stack was there.
 */
export async function stopStack(home: string): Promise<string[] | null> {
  const state = await readState(home)
  if (state === null) return null
  const running = await Promise.all(
    state.services.map(async (service) => ((await isSameProcess(service)) ? [service.name] : [])),
  )
  // The supervisor ends its services in order; what it leaves, or left when it was killed, is ended here.
  await end([state.supervisor], GRACE_MS * 2)
  await end((await readState(home))?.services.filter(isApp) ?? state.services.filter(isApp))
  await end(state.services)
  await removeState(home)
  return running.flat()
}

type Process = Pick<StackState['services'][number], 'pid' | 'mark'>

const isApp = ({ name }: { name: string }): boolean => name === 'api' || name.startsWith('worker-')

async function end(processes: readonly Process[], graceMs = GRACE_MS): Promise<void> {
  await signalAll(processes, 'SIGTERM')
  const killAt = Date.now() + graceMs
  while ((await living(processes)).length > 0) {
    if (Date.now() > killAt) return signalAll(processes, 'SIGKILL')
    await delay(50)
  }
}

async function signalAll(processes: readonly Process[], signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of await living(processes)) if (pid !== undefined) process.kill(pid, signal)
}

async function living(processes: readonly Process[]): Promise<Process[]> {
  const answers = await Promise.all(processes.map((each) => isSameProcess(each)))
  return processes.filter((_, index) => answers[index])
}
