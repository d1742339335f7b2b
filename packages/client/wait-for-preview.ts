import type { PreviewView } from '@techdeck/contracts'
import type { Client } from './client.ts'
import { ApiError } from './errors.ts'
import { wait } from './wait.ts'

const PAUSE_MS = 250

/**
 * The preview of an execution, as soon as it is there; `signal` ends the waiting.
 *
 * @throws ApiError for whatever else is answered, and that it is still being made once `patienceMs` is over
 */
export async function waitForPreview(
  client: Pick<Client, 'getPreview'>,
  id: string,
  signal: AbortSignal,
  patienceMs = Infinity,
): Promise<PreviewView> {
  const began = performance.now()
  for (;;) {
    try {
      return await client.getPreview({ params: { id }, signal })
    } catch (error) {
      const isBeingMade = error instanceof ApiError && error.code === 'QUEUED_FOR_PROCESSING'
      if (!isBeingMade || performance.now() - began > patienceMs) throw error
      await wait(PAUSE_MS, signal)
    }
  }
}
