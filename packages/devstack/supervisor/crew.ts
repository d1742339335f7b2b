import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'
import { z } from 'zod'
import { homePaths } from './home.ts'
import type { Service } from './service.ts'
import { isSameProcess, readState, type ServiceState, type StackState } from './state.ts'

/** How many workers of a stage one machine is asked to run at most. */
export const MOST_WORKERS = 32

const LOOK_MS = 250

/** How many workers a stage should have, where somebody said so. */
const Wanted = z.record(z.string(), z.int().min(0).max(MOST_WORKERS))
type Wanted = z.infer<typeof Wanted>

interface CrewOptions {
  home: string
  services: readonly Service[]
  /** Starts a worker of a stage. */
  hire: (stage: string, name: string) => Promise<void>
  /** Ends one in order, and forgets it. */
  dismiss: (service: Service) => Promise<void>
}

/** Starts and ends workers as `run/workers.json` says, until the signal aborts. */
export async function keepCrew({ home, services, hire, dismiss }: CrewOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const [stage, count] of Object.entries(await readWanted(home))) {
      const own = services.filter(({ name }) => isOf(stage, name))
      const free = Array.from({ length: count }, (_, at) => nameOf(stage, at)).filter(
        (name) => !own.some((service) => service.name === name),
      )
      for (const name of free.slice(0, Math.max(0, count - own.length))) if (!signal.aborted) await hire(stage, name)
      const surplus = own.toSorted((a, b) => placeOf(a.name) - placeOf(b.name)).slice(count)
      if (!signal.aborted) await Promise.all(surplus.map((service) => dismiss(service)))
    }
    await delay(LOOK_MS, signal).catch(() => {})
  }
}

/**
 * Has the running stack of a home have so many workers of a stage, and waits until it does.
 *
 * @returns its workers of that stage; `null` when no stack of that home runs
 * @throws {@link ResourceError} when the stack ends meanwhile, or a worker does not start
 */
export async function scaleWorkers(
  home: string,
  stage: string,
  count: number,
  signal: AbortSignal,
): Promise<ServiceState[] | null> {
  if (!(await isRunning(await readState(home)))) return null
  await writeWanted(home, { ...(await readWanted(home)), [stage]: count })
  for (;;) {
    const state = await readState(home)
    if (!(await isRunning(state))) throw new ResourceError('The stack ended meanwhile. See: ./techdeck logs')
    const own = state!.services.filter(({ name }) => isOf(stage, name))
    const broken = own.find((service) => service.state === 'failed')
    if (broken) throw new ResourceError(`${broken.name} does not start. See: ./techdeck logs ${broken.name}`)
    if (own.length === count && own.every((service) => service.state === 'ready')) return own
    await delay(100, signal)
  }
}

const isRunning = async (state: StackState | null): Promise<boolean> =>
  state?.state === 'ready' && isSameProcess(state.supervisor)

const nameOf = (stage: string, at: number): string => (at === 0 ? `worker-${stage}` : `worker-${stage}-${at + 1}`)
const isOf = (stage: string, name: string): boolean =>
  name === `worker-${stage}` || (name.startsWith(`worker-${stage}-`) && placeOf(name) > 1)
const placeOf = (name: string): number => Number(/-(\d+)$/.exec(name)?.[1] ?? 1)

async function readWanted(home: string): Promise<Wanted> {
  try {
    return Wanted.parse(JSON.parse(await readFile(homePaths(home).crewFile, 'utf8')))
  } catch {
    return {}
  }
}

async function writeWanted(home: string, wanted: Wanted): Promise<void> {
  const { crewFile } = homePaths(home)
  await mkdir(dirname(crewFile), { recursive: true, mode: 0o700 })
  await writeFile(`${crewFile}.part`, JSON.stringify(wanted), { mode: 0o600 })
  await rename(`${crewFile}.part`, crewFile)
}
