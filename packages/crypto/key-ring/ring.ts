import type { WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, newId, NotFoundError, ValidationError, type Clock } from '@techdeck/core'
import type { DataKey } from '../data-key.ts'
import { lacking, type Kek } from './held-keys.ts'
import type { KekKeeper, KekVersion, KeyIds } from './keeper.ts'

/**
 * The installation's secrets: key-encryption keys by version, and what keyed hashes and tokens are made with.
 *
 * Key-encryption keys may be with a service. While it does not answer, what needs it throws a ResourceError,
 * which is worth another attempt.
 */
export interface KeyRing {
  /** HMAC-SHA-256 key for pseudonyms. */
  readonly pseudonymKey: Uint8Array
  /** HS256 secret for tokens, at least 32 bytes. */
  readonly tokenSecret: string
  /** The one before it, where the ring still has that: tokens that it signed may be good yet. */
  readonly previousTokenSecret?: string | undefined
  /** The version that wraps new data keys; others only unwrap. */
  currentKekId(): Promise<string>
  /** A fresh random data key, and the form in which it may be stored. */
  newDataKey(datasetId: string): Promise<{ dataKey: DataKey; wrapped: WrappedDataKey }>
  /** Wraps a data key by the current version. It unwraps only under the same two ids. */
  wrap(key: Uint8Array, ids: KeyIds): Promise<WrappedDataKey>
  /** @throws DecryptionError when its key-encryption key is not in the ring, or any of its fields is not as it was wrapped. */
  unwrap(wrapped: WrappedDataKey): Promise<DataKey>
  /** The same data key under the current version, its other fields unchanged; as it is where it is current already. */
  rewrap(wrapped: WrappedDataKey): Promise<WrappedDataKey>
  /** All versions that can unwrap, the current one first. */
  versions(): Promise<KekVersion[]>
  /** Makes a new version the current one, and names it. @throws ConflictError where versions are given from outside */
  rotate(): Promise<string>
  /**
   * Destroys a version. Whoever calls it has made sure that nothing is wrapped by it any more.
   *
   * @throws NotFoundError when there is no such version
   * @throws ConflictError for the current one, and where versions are given from outside
   */
  retire(kekId: string): Promise<void>
}

export interface OtherSecrets {
  pseudonymKey: Uint8Array
  tokenSecret: string
  previousTokenSecret?: string | undefined
}

/** All that a key ring file holds. */
export interface KeyRingSecrets extends OtherSecrets {
  /** Current first. */
  keks: readonly Kek[]
}

/** `keepers`: the first one wraps; the others unwrap what they wrapped before, so that one may move from one to the other. */
export const createKeyRing = (keepers: readonly KekKeeper[], secrets: OtherSecrets, clock: Clock): KeyRing =>
  new KeepersRing(keepers, secrets, clock)

/** Holds secrets in private fields, so that a ring that is printed or serialised shows none. */
class KeepersRing implements KeyRing {
  readonly #keepers: readonly KekKeeper[]
  readonly #first: KekKeeper
  readonly #secrets: OtherSecrets
  readonly #clock: Clock

  constructor(keepers: readonly KekKeeper[], secrets: OtherSecrets, clock: Clock) {
    const [first] = keepers
    if (!first) throw new ValidationError('A key ring has at least one key-encryption key.')
    this.#keepers = keepers
    this.#first = first
    this.#secrets = secrets
    this.#clock = clock
  }

  get pseudonymKey() {
    return this.#secrets.pseudonymKey
  }

  get tokenSecret() {
    return this.#secrets.tokenSecret
  }

  get previousTokenSecret() {
    return this.#secrets.previousTokenSecret
  }

  async currentKekId() {
    const [current] = await this.#first.versions()
    return current.id
  }

  async newDataKey(datasetId: string) {
    const dataKeyId = newId()
    const { key, kekId, wrapped } = await this.#first.make({ dataKeyId, datasetId })
    return {
      dataKey: { id: dataKeyId, datasetId, key },
      wrapped: { id: dataKeyId, datasetId, kekId, wrapped, createdAt: this.#clock.now() },
    }
  }

  async wrap(key: Uint8Array, { dataKeyId, datasetId }: KeyIds): Promise<WrappedDataKey> {
    const wrapping = await this.#first.wrap({ dataKeyId, datasetId }, key)
    return { id: dataKeyId, datasetId, ...wrapping, createdAt: this.#clock.now() }
  }

  async unwrap({ id, datasetId, kekId, wrapped }: WrappedDataKey): Promise<DataKey> {
    const ids = { dataKeyId: id, datasetId }
    return { id, datasetId, key: await this.#keeperOf(ids, kekId).unwrap(ids, { kekId, wrapped }) }
  }

  async rewrap(before: WrappedDataKey): Promise<WrappedDataKey> {
    const { id, datasetId, kekId, wrapped } = before
    const ids = { dataKeyId: id, datasetId }
    const keeper = this.#keeperOf(ids, kekId)
    const after =
      keeper === this.#first
        ? await keeper.rewrap(ids, { kekId, wrapped })
        : await this.#first.wrap(ids, await keeper.unwrap(ids, { kekId, wrapped }))
    return after.kekId === kekId ? before : { ...before, ...after }
  }

  async versions() {
    const all = await Promise.all(this.#keepers.map((keeper) => keeper.versions()))
    return all.flatMap((versions, at) =>
      versions.map((version) => ({ ...version, isCurrent: at === 0 && version.isCurrent })),
    )
  }

  rotate() {
    return this.#first.rotate()
  }

  async retire(kekId: string) {
    const version = (await this.versions()).find(({ id }) => id === kekId)
    if (!version) throw new NotFoundError('The key ring has no such version.', { details: { kek_id: kekId } })
    if (version.isCurrent) throw new ConflictError('The current version cannot be retired: rotate first.')
    await this.#keepers.find((keeper) => keeper.owns(kekId))?.retire(kekId)
  }

  #keeperOf(ids: KeyIds, kekId: string): KekKeeper {
    const keeper = this.#keepers.find((each) => each.owns(kekId))
    if (keeper) return keeper
    throw lacking({ ...ids, kekId })
  }
}
