import { delay, newId } from '@techdeck/core'
import type { ApiDeps } from './deps.ts'
import { sweepDatasets, type PurgeDeps } from './retention/purge-dataset.ts'
import { sweepRetention, type RetentionDeps } from './retention/sweep-retention.ts'
import { sweepText, type TextDeps } from './retention/sweep-text.ts'
import { sweepUnpacked, type UnpackedDeps } from './retention/sweep-unpacked.ts'
import { sweepEmergencies } from './emergencies/sweep-emergencies.ts'
import { LeaseLocker } from './uploads/lease-locker.ts'
import { sweepOrphans } from './uploads/sweep-orphans.ts'
import { sweepUploads, type SweepUploadsDeps } from './uploads/sweep-uploads.ts'

const LEASE = 'api.sweeper'
const EVERY_MS = 60_000
/** All that is stored is looked through for what nobody names. */
const ORPHANS_EVERY_MS = 6 * 3_600_000
const RETENTION_EVERY_MS = 3_600_000
/** What a writer that died left unfinished is not written to any more. */
const TEMPORARY_MS = 24 * 3_600_000

export type SweeperDeps = SweepUploadsDeps &
  PurgeDeps &
  RetentionDeps &
  TextDeps &
  UnpackedDeps &
  Pick<ApiDeps, 'leases' | 'emergencies' | 'audit'>

/** Removes what nobody needs any more. Runs in every instance of the API; a lease lets one sweep at a time. */
export class Sweeper {
  readonly #deps: SweeperDeps
  readonly #owner = newId()
  #orphansAt = -Infinity
  #retentionAt = -Infinity

  constructor(deps: SweeperDeps) {
    this.#deps = deps
  }

  /** Sweeps every `intervalMs` until `signal` aborts; a sweep that fails is only logged, the next one comes. */
  async run(signal: AbortSignal, intervalMs: number = EVERY_MS): Promise<void> {
    const { leases, logger } = this.#deps
    while (!signal.aborted) {
      try {
        if (await leases.acquire(LEASE, this.#owner, intervalMs * 3)) await this.sweep()
      } catch (error) {
        logger.warn({ err: error }, 'The sweeper could not sweep')
      }
      await delay(intervalMs, signal).catch(() => {})
    }
    await leases.release(LEASE, this.#owner).catch(() => {})
  }

  /** Removes what is to be removed now. */
  async sweep(): Promise<void> {
    const { artifacts, leases, settings } = this.#deps
    await sweepUploads(this.#deps, new LeaseLocker(leases, settings.uploads.patienceMs))
    await sweepEmergencies(this.#deps)
    await sweepDatasets(this.#deps)
    await artifacts.sweepTemporary(TEMPORARY_MS)
    const now = this.#deps.clock.now().getTime()
    if (now >= this.#retentionAt + RETENTION_EVERY_MS) {
      this.#retentionAt = now
      await sweepRetention(this.#deps)
      await sweepText(this.#deps)
      await sweepUnpacked(this.#deps)
    }
    if (now < this.#orphansAt + ORPHANS_EVERY_MS) return
    this.#orphansAt = now
    await sweepOrphans(this.#deps)
  }
}
