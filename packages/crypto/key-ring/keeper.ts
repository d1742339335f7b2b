import type { WrapBinding } from './wrap.ts'

/** One version of the key that wraps data keys. */
export interface KekVersion {
  readonly id: string
  /** Where it lives. */
  readonly kept: KeptIn
  readonly isCurrent: boolean
  /** When it was made, where that is known. */
  readonly createdAt: Date | null
}

export type KeptIn = 'environment' | 'file' | 'transit'

/** A data key as it may be stored, and by which version it was wrapped. */
export interface Wrapping {
  kekId: string
  wrapped: Uint8Array
}

/** Which data key of which data set is meant; a wrapped key unwraps as no other. */
export type KeyIds = Omit<WrapBinding, 'kekId'>

/**
 * Who holds key-encryption keys: this process's memory, or a service that never shows them.
 *
 * Whatever asks a service throws a {@link ResourceError} while it does not answer, which is worth another attempt.
 */
export interface KekKeeper {
  /** Whether versions of such a name are of its making. It may not have this one any more. */
  owns(kekId: string): boolean
  /** Current first, then from new to old. */
  versions(): Promise<KekVersion[]>
  /** A fresh random data key, wrapped by the current version. */
  make(ids: KeyIds): Promise<Wrapping & { key: Uint8Array }>
  /** Wraps a given key by the current version. */
  wrap(ids: KeyIds, key: Uint8Array): Promise<Wrapping>
  /** @throws DecryptionError when the version is not there any more, or anything is not as it was wrapped */
  unwrap(ids: KeyIds, wrapping: Wrapping): Promise<Uint8Array>
  /** The same key under the current version, also where it is that already. @throws DecryptionError as {@link unwrap} does */
  rewrap(ids: KeyIds, wrapping: Wrapping): Promise<Wrapping>
  /** Makes another version the current one, and names it. @throws ConflictError where versions are given from outside */
  rotate(): Promise<string>
  /** Destroys an older version: what is still wrapped by it is lost. @throws ConflictError as {@link rotate} does */
  retire(kekId: string): Promise<void>
}
