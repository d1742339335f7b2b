import type { ResumableUpload } from '@techdeck/contracts'
import type { ApiDeps } from '../deps.ts'
import { ALONE } from '../principal.ts'
import { finishUpload, type FinishDeps } from './finish-upload.ts'
import type { LeaseLocker } from './lease-locker.ts'
import { removeParts } from './sealed-parts.ts'

/** Looked at in one go; the next sweep goes on. */
const AT_ONCE = 500
/** A whole upload that nobody asks for is made a data set after so long: whoever received its last byte is gone. */
const FORGOTTEN_MS = 60_000

export type SweepUploadsDeps = FinishDeps & Pick<ApiDeps, 'users'>

/**
 * Removes uploads whose time is over, and finishes those that are whole and that nobody finished. One that cannot be
 * swept now is left for the next time.
 */
export async function sweepUploads(deps: SweepUploadsDeps, locker: LeaseLocker): Promise<void> {
  const { resumables, clock, logger, settings } = deps
  const now = clock.now()
  const quietSince = new Date(now.getTime() + settings.uploads.ttlMs - FORGOTTEN_MS)
  for (const upload of await resumables.openUntil(quietSince, AT_ONCE))
    if (isWhole(upload)) await attempt(upload, () => finish(upload))
  for (const upload of await resumables.expired(now, AT_ONCE))
    await attempt(upload, () =>
      locker.hold(upload.id, async () => {
        const latest = await resumables.get(upload.id)
        if (latest && latest.expiresAt > now) return
        await resumables.remove(upload.id)
        await removeParts(deps, upload.id)
      }),
    )

  async function finish({ id, userId }: ResumableUpload): Promise<void> {
    const user = await deps.users.get(userId)
    if (user) await finishUpload(deps, locker, { ...user, userId, sessionId: null, ...ALONE }, id)
  }

  async function attempt({ id }: ResumableUpload, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      logger.warn({ uploadId: id, err: error }, 'An upload could not be swept')
    }
  }
}

const isWhole = ({ offset, sizeBytes, kind }: ResumableUpload): boolean => offset === sizeBytes && kind !== 'partial'
