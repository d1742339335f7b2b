import { ApiError, type Client } from '@techdeck/client'
import type { DeviceView, SignedInView } from '@techdeck/contracts'
import { delay } from '@techdeck/core'

/**
 * Asks what became of a device until a person has decided, not more often than the API wants (RFC 8628, 3.5).
 *
 * @throws ApiError when the code was turned away or has expired.
 */
export async function waitForDevice(
  client: Pick<Client, 'redeemDevice'>,
  { device_code, interval }: DeviceView,
  signal: AbortSignal,
): Promise<SignedInView> {
  let waitS = interval
  for (;;) {
    await delay(waitS * 1000, signal)
    try {
      return await client.redeemDevice({ body: { device_code }, signal })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.reason !== 'authorization_pending' && error.reason !== 'slow_down') throw error
      waitS = error.body.retry_after ?? waitS
    }
  }
}
