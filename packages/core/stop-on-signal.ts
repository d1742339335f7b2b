import process from 'node:process'
import type { Logger } from './logger.ts'

const LIMIT_MS = 10_000

/** Ends the process at SIGTERM or SIGINT: what `close` ends in good order gets up to 10 s. */
export function stopOnSignal(logger: Logger, close: () => Promise<void>): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), LIMIT_MS).unref()
    try {
      await close()
      process.exit(0)
    } catch (error) {
      logger.error({ err: error }, 'could not stop in good order')
      process.exit(1)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}
