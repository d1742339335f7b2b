import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { startMark } from '../servers/processes.ts'
import { homePaths } from './home.ts'

const ServiceState = z.object({
  name: z.string(),
  state: z.enum(['starting', 'ready', 'restarting', 'stopped', 'failed']),
  /** What kind of server it is, for Redis and MongoDB. */
  kind: z.string().optional(),
  note: z.string().optional(),
  url: z.string().optional(),
  pid: z.int().optional(),
  /** With the pid it names one process for ever; see `startMark`. */
  mark: z.string().nullish(),
  startedAt: z.string().optional(),
})
export type ServiceState = z.infer<typeof ServiceState>

const StackState = z.object({
  supervisor: z.object({ pid: z.int(), mark: z.string().nullable() }),
  state: z.enum(['starting', 'ready', 'stopping']),
  apiUrl: z.string().nullable(),
  webUrl: z.string().nullable().default(null),
  /** What the services connect to; may hold passwords, so the file is readable by its owner alone. */
  connections: z.object({ redisUrl: z.string(), mongoUri: z.string() }).nullable(),
  services: z.array(ServiceState),
})

/** What `run/stack.json` says of a stack that was started from a home folder. */
export type StackState = z.infer<typeof StackState>

/** The state of a home's stack; `null` when none was started or it was stopped. */
export async function readState(home: string): Promise<StackState | null> {
  const text = await readFile(homePaths(home).stateFile, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return StackState.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Replaces the state; readers see the old one or the new one. */
export async function writeState(home: string, state: StackState): Promise<void> {
  const { stateFile } = homePaths(home)
  await mkdir(dirname(stateFile), { recursive: true, mode: 0o700 })
  await writeFile(`${stateFile}.part`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  await rename(`${stateFile}.part`, stateFile)
}

export const removeState = (home: string): Promise<void> => rm(homePaths(home).stateFile, { force: true })

/** Whether exactly the process that was noted is still there, and not another that got its id. */
export async function isSameProcess({ pid, mark }: { pid?: number; mark?: string | null }): Promise<boolean> {
  return pid !== undefined && mark != null && (await startMark(pid)) === mark
}
