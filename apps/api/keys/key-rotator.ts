import type { KeyRotation, WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, delay, describeError, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'

export type RotatorDeps = Pick<ApiDeps, 'keys' | 'keyRing' | 'keyRotations' | 'leases' | 'clock' | 'logger'>

const LEASE = 'api.key-rotation'
/** Short, so that another instance goes on soon after one was killed; two at once would harm nothing. */
const LEASE_MS = 5000
const EVERY_MS = 2000
const PAGE = 64

/**
 * Wraps data keys anew by the ring's current version. Every instance of the API looks for a rotation that is under way; a
 * lease lets one work on it at a time. It may be cut off anywhere: what was wrapped anew stays so, and whoever comes next
 * goes on where the record says. While a key management service is away, the rotation waits for it.
 */
export class KeyRotator {
  readonly #deps: RotatorDeps
  readonly #owner = newId()

  constructor(deps: RotatorDeps) {
    this.#deps = deps
  }

  /**
   * Records a rotation, which {@link run} then does. With `newVersion` it makes a version first.
   *
   * @throws ConflictError while another one is under way, and where versions are given from outside
   */
  async begin(by: { workspaceId: string; userId: string }, newVersion: boolean): Promise<KeyRotation> {
    const { keyRing, keyRotations, leases, clock } = this.#deps
    const underWay = new ConflictError('A rotation is under way; wait for its end.')
    const isUnderWay = async () => (await keyRotations.latest())?.status === 'running'
    if ((await isUnderWay()) || !(await leases.acquire(LEASE, this.#owner, LEASE_MS))) throw underWay
    try {
      // Whoever held the lease until a moment ago may have recorded one since.
      if (await isUnderWay()) throw underWay
      const kekId = newVersion ? await keyRing.rotate() : await keyRing.currentKekId()
      const rotation: KeyRotation = {
        id: newId(),
        workspaceId: by.workspaceId,
        kekId,
        status: 'running',
        total: await this.#countOlder(kekId),
        done: 0,
        failed: 0,
        cursor: '',
        startedBy: by.userId,
        startedAt: clock.now(),
        finishedAt: null,
      }
      await keyRotations.begin(rotation)
      return rotation
    } finally {
      await leases.release(LEASE, this.#owner)
    }
  }

  /** Does what is to be done, every `intervalMs` until `signal` aborts. */
  async run(signal: AbortSignal, intervalMs: number = EVERY_MS): Promise<void> {
    while (!signal.aborted) {
      await this.goOn(signal).catch((error: unknown) =>
        this.#deps.logger.warn({ err: error }, 'Data keys could not be wrapped anew now'),
      )
      await delay(intervalMs, signal).catch(() => {})
    }
  }

  /**
   * Goes on with a rotation that is under way, to its end.
   *
   * @throws what is worth another attempt, such as a key management service that is away
   */
  async goOn(signal?: AbortSignal): Promise<void> {
    const { keyRotations, leases } = this.#deps
    let rotation = await keyRotations.latest()
    if (rotation?.status !== 'running' || !(await leases.acquire(LEASE, this.#owner, LEASE_MS))) return
    try {
      rotation = await keyRotations.latest()
      while (rotation?.status === 'running') {
        if (signal?.aborted) return
        rotation = await this.#step(rotation)
        if (!(await leases.acquire(LEASE, this.#owner, LEASE_MS))) return
      }
    } finally {
      await leases.release(LEASE, this.#owner).catch(() => {})
    }
  }

  /** One page of data keys. `null` when somebody else moved the rotation on. */
  async #step(rotation: KeyRotation): Promise<KeyRotation | null> {
    const { keys, keyRotations, clock, logger } = this.#deps
    const older = await this.#older(rotation.kekId)
    const [kekId = older[0], after = ''] = rotation.cursor === '' ? [] : rotation.cursor.split('/')
    const page = kekId === undefined ? [] : await keys.wrappedBy(kekId, after, PAGE)
    const outcomes = await Promise.all(page.map((key) => this.#rewrap(key)))
    const done = rotation.done + outcomes.filter(Boolean).length
    const failed = rotation.failed + outcomes.filter((isDone) => !isDone).length
    const last = page.at(-1)
    const following = last ? undefined : older[older.indexOf(kekId ?? '') + 1]
    const isOver = last === undefined && (kekId === undefined || following === undefined)
    const cursor = last ? `${kekId}/${last.id}` : following ? `${following}/` : rotation.cursor
    const status = isOver ? (failed === 0 ? 'done' : 'incomplete') : rotation.status
    const progress = { cursor, done, failed, status, finishedAt: isOver ? clock.now() : null }
    if (!(await keyRotations.advance(rotation.id, rotation.cursor, progress))) return null
    if (isOver) logger.info({ kekId: rotation.kekId, done, failed }, 'Data keys are wrapped anew')
    return { ...rotation, ...progress }
  }

  async #older(current: string): Promise<string[]> {
    return (await this.#deps.keyRing.versions()).flatMap(({ id }) => (id === current ? [] : id))
  }

  async #countOlder(current: string): Promise<number> {
    const counts = await Promise.all((await this.#older(current)).map((id) => this.#deps.keys.count(id)))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** `false` for one that will never unwrap. One that is destroyed meanwhile needs nothing. */
  async #rewrap(key: WrappedDataKey): Promise<boolean> {
    const { keys, keyRing, logger } = this.#deps
    try {
      const after = await keyRing.rewrap(key)
      if (after !== key) await keys.rewrap(key, after)
      return true
    } catch (error) {
      if (describeError(error).retryable) throw error
      logger.warn({ dataKeyId: key.id, kekId: key.kekId, err: error }, 'A data key does not unwrap')
      return false
    }
  }
}
