import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { ConflictError, DecryptionError, ValidationError } from '@techdeck/core'
import { KEY_BYTES } from '../data-key.ts'
import type { KekKeeper, KekVersion, KeptIn, KeyIds, Wrapping } from './keeper.ts'
import { unwrapKey, wrapKey } from './wrap.ts'

export interface Kek {
  id: string
  key: Uint8Array
  createdAt?: Date | undefined
}

/** Key-encryption keys in this process's memory, current first; in private fields, so that printing shows none. */
export class HeldKeys implements KekKeeper {
  readonly #kept: KeptIn
  readonly #keks: ReadonlyMap<string, { key: KeyObject; createdAt: Date | null }>
  readonly #current: string

  constructor(kept: KeptIn, keks: readonly Kek[]) {
    const [current] = keks
    if (!current) throw new ValidationError('A key ring has at least one key-encryption key.')
    this.#kept = kept
    this.#current = current.id
    this.#keks = new Map(
      keks.map(({ id, key, createdAt = null }) => [id, { key: createSecretKey(key), createdAt }] as const),
    )
  }

  owns(kekId: string): boolean {
    return this.#keks.has(kekId)
  }

  async versions(): Promise<KekVersion[]> {
    return [...this.#keks].map(([id, { createdAt }]) => ({
      id,
      kept: this.#kept,
      isCurrent: id === this.#current,
      createdAt,
    }))
  }

  async make(ids: KeyIds) {
    const key = randomBytes(KEY_BYTES)
    return { key, ...(await this.wrap(ids, key)) }
  }

  async wrap(ids: KeyIds, key: Uint8Array): Promise<Wrapping> {
    if (key.length !== KEY_BYTES) throw new ValidationError(`A data key has ${KEY_BYTES} bytes.`)
    const binding = { ...ids, kekId: this.#current }
    return { kekId: this.#current, wrapped: wrapKey(this.#keks.get(this.#current)!.key, binding, key) }
  }

  async unwrap(ids: KeyIds, { kekId, wrapped }: Wrapping): Promise<Uint8Array> {
    const kek = this.#keks.get(kekId)
    const binding = { ...ids, kekId }
    if (!kek) throw lacking(binding)
    const key = unwrapKey(kek.key, binding, wrapped)
    if (!key) throw changed(binding)
    return key
  }

  async rewrap(ids: KeyIds, wrapping: Wrapping): Promise<Wrapping> {
    return wrapping.kekId === this.#current ? wrapping : this.wrap(ids, await this.unwrap(ids, wrapping))
  }

  async rotate(): Promise<string> {
    throw new ConflictError('The key-encryption keys stand in TECHDECK_KEYS, which no process can change.', {
      details: { reason: 'keys_in_environment' },
      userMessage:
        'The keys stand in TECHDECK_KEYS. Put a new one in front there, start every process again, and then rotate.',
    })
  }

  async retire(): Promise<void> {
    throw new ConflictError('The key-encryption keys stand in TECHDECK_KEYS, which no process can change.', {
      details: { reason: 'keys_in_environment' },
      userMessage: 'Nothing needs this version any more: take it out of TECHDECK_KEYS and start every process again.',
    })
  }
}

export const lacking = (binding: KeyIds & { kekId: string }) =>
  new DecryptionError(`The key ring has no key-encryption key "${binding.kekId}".`, {
    details: { reason: 'unknown_kek', ...binding },
  })

export const changed = (binding: KeyIds & { kekId: string }) =>
  new DecryptionError('A data key does not unwrap: it was changed, or wrapped by another key.', {
    details: { reason: 'changed', ...binding },
  })
