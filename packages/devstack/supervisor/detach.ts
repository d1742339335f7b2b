import { resolve } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'
import { readDevstackEnv } from '../env.ts'
import { startChild } from '../servers/child.ts'
import { homePaths } from './home.ts'
import { lastLines, rotateLog } from './logs.ts'
import { readState, type StackState } from './state.ts'

/** First starts download servers, so this is long; a stack that ends is noticed at once. */
const PATIENCE_MS = 600_000

export interface DetachOptions {
  home?: string
  environment?: Record<string, string | undefined>
  /** The command line that runs a stack in the foreground, from the script on. */
  command: readonly string[]
  signal?: AbortSignal
}

/**
 * Starts a stack in a process of its own and waits until every part answers.
 *
 * @throws {@link ResourceError} when it ends before; the message holds the last lines of its log.
 */
export async function startDetached({
  environment = process.env,
  command,
  signal,
  ...options
}: DetachOptions): Promise<StackState> {
  const { home } = readDevstackEnv(environment, options.home)
  const logFile = homePaths(home).logOf('stack')
  await rotateLog(logFile)
  const [script = '', ...args] = command
  const child = await startChild({
    name: 'the stack',
    command: process.execPath,
    args: [resolve(script), ...args],
    environment,
    logFile,
  })
  const deadline = Date.now() + PATIENCE_MS
  while (child.isRunning() && Date.now() < deadline) {
    if (signal?.aborted) {
      await child.stop(30_000)
      signal.throwIfAborted()
    }
    const state = await readState(home)
    if (state?.supervisor.pid === child.pid && state.state === 'ready') {
      child.release()
      return state
    }
    await delay(100)
  }
  if (child.isRunning()) await child.stop(30_000)
  const { lines } = await lastLines(home, 'stack', 5)
  throw new ResourceError(`The stack did not start:\n${lines.join('\n')}\nSee ./techdeck logs`, {
    details: { logFile },
  })
}
