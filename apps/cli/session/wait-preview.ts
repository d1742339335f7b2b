import { ApiError, type Client } from '@techdeck/client'
import type { PreviewView } from '@techdeck/contracts'
import { delay } from '@techdeck/core'

const PAUSE_MS = 250

/** The preview of an execution, as soon as it is there; `signal` ends the waiting. */
export async function waitForPreview(client: Client, id: string, signal: AbortSignal): Promise<PreviewView> {
  for (;;) {
    try {
      return await client.getPreview({ params: { id }, signal })
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'QUEUED_FOR_PROCESSING') throw error
      await delay(PAUSE_MS, signal)
    }
  }
}
