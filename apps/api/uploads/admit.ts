import { PayloadTooLargeError } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'resumables' | 'settings'>

/**
 * Lets an upload of so many bytes begin, if its owner may have that many more.
 *
 * @throws PayloadTooLargeError with the limit and what is used of it
 */
export async function admitBytes({ datasets, resumables, settings }: Deps, who: Principal, bytes: number) {
  const { maxOpen, quotaBytes } = settings.uploads
  if (bytes > settings.maxUploadBytes)
    throw new PayloadTooLargeError(`A file has at most ${settings.maxUploadBytes} bytes.`, {
      details: { max_bytes: settings.maxUploadBytes },
    })
  const open = await resumables.openOf(who.userId)
  if (open.count >= maxOpen)
    throw new PayloadTooLargeError(`At most ${maxOpen} uploads are open at once.`, {
      details: { max_open: maxOpen },
      userMessage: `You have ${maxOpen} uploads that are not at their end. Finish or give up some of them.`,
    })
  if (quotaBytes === undefined) return
  const used = open.sizeBytes + (await datasets.bytesOf(who.workspaceId, who.userId))
  if (used + bytes > quotaBytes)
    throw new PayloadTooLargeError(`This would be more than the ${quotaBytes} bytes that one user may have.`, {
      details: { quota_bytes: quotaBytes, used_bytes: used, asked_bytes: bytes },
      userMessage: 'Your space is used up. Delete data sets that you no longer need.',
    })
}
