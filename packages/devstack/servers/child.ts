import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'

/** How long a process may take to stop in order before it is killed. */
export const STOP_GRACE_MS = 15_000

export interface ChildOptions {
  /** For messages. */
  name: string
  command: string
  args: readonly string[]
  environment?: Record<string, string | undefined>
  cwd?: string
  /** Standard output and error are appended here; dropped when absent. */
  logFile?: string
}

/** A process that this one started and answers for. */
export interface Child {
  readonly pid: number
  /** Settles with the exit code when it ended; a signal counts as 128. */
  readonly exited: Promise<number>
  isRunning(): boolean
  signal(signal: NodeJS.Signals): void
  /** SIGTERM, SIGKILL after `graceMs`; settles when it is gone. */
  stop(graceMs?: number): Promise<void>
  /** SIGKILL; settles when it is gone. */
  kill(): Promise<void>
  /** Lets this process end while the child goes on. */
  release(): void
}

/**
 * Starts a process in its own group, so that Ctrl-C in a terminal reaches only us and we end it in order.
 *
 * @throws {@link ResourceError} when it cannot be started.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, environment = process.env, cwd, logFile } = options
  if (logFile) mkdirSync(dirname(logFile), { recursive: true })
  const log = logFile ? openSync(logFile, 'a', 0o600) : 'ignore'
  const child = spawn(command, args, { env: environment, cwd, detached: true, stdio: ['ignore', log, log] })
  try {
    await once(child, 'spawn')
  } catch (cause) {
    throw new ResourceError(`${name} could not be started.`, { details: { name }, cause })
  } finally {
    if (typeof log === 'number') closeSync(log)
  }
  return wrap(child)
}

function wrap(child: ChildProcess): Child {
  const exited = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 128)))
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals, graceMs: number) => {
    if (isRunning()) child.kill(signal)
    const late = new AbortController()
    const killer = delay(graceMs, late.signal).then(
      () => isRunning() && child.kill('SIGKILL'),
      () => false,
    )
    await exited
    late.abort()
    await killer
  }
  return {
    pid: child.pid!,
    exited,
    isRunning,
    signal: (signal) => void child.kill(signal),
    stop: (graceMs = STOP_GRACE_MS) => end('SIGTERM', graceMs),
    kill: () => end('SIGKILL', STOP_GRACE_MS),
    release: () => child.unref(),
  }
}

export interface ReadyOptions {
  name: string
  logFile?: string
  signal?: AbortSignal
  timeoutMs?: number
}

/**
 * Starts a process and waits until it answers; one that does not is killed.
 *
 * @throws {@link ResourceError} when it ends or stays silent; the signal's reason when it aborts.
 */
export async function startReady(
  options: ChildOptions & ReadyOptions & { isReady: () => Promise<boolean>; onSpawn?: (pid: number) => void },
): Promise<Child> {
  options.signal?.throwIfAborted()
  const child = await startChild(options)
  options.onSpawn?.(child.pid)
  try {
    await untilReady(child, options.isReady, options)
    return child
  } catch (error) {
    await child.kill()
    throw error
  }
}

/**
 * Asks `isReady` until it says yes.
 *
 * @throws {@link ResourceError} when the child ends first or `timeoutMs` pass; it names the log to read.
 */
export async function untilReady(
  child: Pick<Child, 'isRunning'>,
  isReady: () => Promise<boolean>,
  { name, logFile, signal, timeoutMs = 30_000 }: ReadyOptions,
): Promise<void> {
  const where = logFile ? ` Its log: ${logFile}` : ''
  const deadline = Date.now() + timeoutMs
  while (child.isRunning()) {
    if ((await isReady()) && child.isRunning()) return
    if (Date.now() > deadline)
      throw new ResourceError(`${name} did not answer within ${timeoutMs / 1000} s.${where}`, { details: { name } })
    await delay(50, signal)
  }
  throw new ResourceError(`${name} ended while starting.${where}`, { details: { name } })
}
