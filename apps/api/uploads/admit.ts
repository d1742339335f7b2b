import { PayloadTooLargeError } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'
import { admitStored } from '../quotas/quotas.ts'

type Deps = Pick<ApiDeps, 'users' | 'datasets' | 'resumables' | 'settings'>

/**
 * Lets an upload of so many bytes begin, if its owner may have that many more.
 *
 * @throws PayloadTooLargeError for what is too large for anybody
 * @throws AuthorizationError with the limit and what is used of it
 */
export async function admitBytes(deps: Deps, who: Principal, bytes: number) {
  const { resumables, settings } = deps
  const { maxOpen } = settings.uploads
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
  await admitStored(deps, who, bytes)
}
