import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { WrappedDataKey } from '@techdeck/contracts'
import { DecryptionError, newId, ValidationError, type Clock } from '@techdeck/core'
import { KEY_BYTES, type DataKey } from '../data-key.ts'
import { unwrapKey, wrapKey, type WrapBinding } from './wrap.ts'

/** The installation's secrets: key-encryption keys by version, and what keyed hashes and tokens are made with. */
export interface KeyRing {
  /** Wraps new data keys; older versions only unwrap. */
  readonly currentKekId: string
  /** HMAC-SHA-256 key for pseudonyms. */
  readonly pseudonymKey: Uint8Array
  /** HS256 secret for tokens, at least 32 bytes. */
  readonly tokenSecret: string
  /** A fresh random data key, and the form in which it may be stored. */
  newDataKey(datasetId: string): { dataKey: DataKey; wrapped: WrappedDataKey }
  /** Wraps a data key by the current version. It unwraps only under the same two ids. */
  wrap(key: Uint8Array, ids: { dataKeyId: string; datasetId: string }): WrappedDataKey
  /** @throws DecryptionError when its key-encryption key is not in the ring, or any of its fields is not as it was wrapped. */
  unwrap(wrapped: WrappedDataKey): Promise<DataKey>
  /** The same data key under the current version, its other fields unchanged; as it is where it is current already. */
  rewrap(wrapped: WrappedDataKey): Promise<WrappedDataKey>
}

export interface KeyRingSecrets {
  /** Current first. */
  keks: readonly { id: string; key: Uint8Array }[]
  pseudonymKey: Uint8Array
  tokenSecret: string
}

export const createKeyRing = (secrets: KeyRingSecrets, clock: Clock): KeyRing => new SecretKeyRing(secrets, clock)

/** Holds secrets in private fields, so that a ring that is printed or serialised shows none. */
class SecretKeyRing implements KeyRing {
  readonly currentKekId: string
  readonly #keks: ReadonlyMap<string, KeyObject>
  readonly #secrets: KeyRingSecrets
  readonly #clock: Clock

  constructor(secrets: KeyRingSecrets, clock: Clock) {
    const [current] = secrets.keks
    if (!current) throw new ValidationError('A key ring has at least one key-encryption key.')
    this.currentKekId = current.id
    this.#keks = new Map(secrets.keks.map(({ id, key }) => [id, createSecretKey(key)]))
    this.#secrets = secrets
    this.#clock = clock
  }

  get pseudonymKey() {
    return this.#secrets.pseudonymKey
  }

  get tokenSecret() {
    return this.#secrets.tokenSecret
  }

  newDataKey(datasetId: string) {
    const dataKey: DataKey = { id: newId(), datasetId, key: randomBytes(KEY_BYTES) }
    return { dataKey, wrapped: this.wrap(dataKey.key, { dataKeyId: dataKey.id, datasetId }) }
  }

  wrap(key: Uint8Array, { dataKeyId, datasetId }: { dataKeyId: string; datasetId: string }): WrappedDataKey {
    if (key.length !== KEY_BYTES) throw new ValidationError(`A data key has ${KEY_BYTES} bytes.`)
    const binding = { dataKeyId, datasetId, kekId: this.currentKekId }
    const wrapped = wrapKey(this.#kek(binding), binding, key)
    return { id: dataKeyId, datasetId, kekId: this.currentKekId, wrapped, createdAt: this.#clock.now() }
  }

  // Asynchronous throughout, as a ring that asks a key management service will be.
  async unwrap({ id, datasetId, kekId, wrapped }: WrappedDataKey): Promise<DataKey> {
    const binding = { dataKeyId: id, datasetId, kekId }
    const key = unwrapKey(this.#kek(binding), binding, wrapped)
    if (!key) {
      throw new DecryptionError('A data key does not unwrap: it was changed, or wrapped by another key.', {
        details: { reason: 'changed', ...binding },
      })
    }
    return { id, datasetId, key }
  }

  async rewrap(wrapped: WrappedDataKey): Promise<WrappedDataKey> {
    if (wrapped.kekId === this.currentKekId) return wrapped
    const { id, datasetId, key } = await this.unwrap(wrapped)
    return { ...this.wrap(key, { dataKeyId: id, datasetId }), createdAt: wrapped.createdAt }
  }

  #kek(binding: WrapBinding): KeyObject {
    const kek = this.#keks.get(binding.kekId)
    if (kek) return kek
    throw new DecryptionError(`The key ring has no key-encryption key "${binding.kekId}".`, {
      details: { reason: 'unknown_kek', ...binding },
    })
  }
}
