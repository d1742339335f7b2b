import { randomBytes } from 'node:crypto'
import { ConflictError } from '@techdeck/core'
import { KEY_BYTES } from '../data-key.ts'
import { changeKeyRingFile, readKeyRingFile, stampOf } from './file.ts'
import { HeldKeys, type Kek } from './held-keys.ts'
import type { KekKeeper, KeyIds, Wrapping } from './keeper.ts'

/**
 * The key-encryption keys of a key ring file. Every process that has the file sees a rotation by itself: the file is
 * looked at before each wrapping, and when a version is asked for that is not known yet.
 */
export class FileKeys implements KekKeeper {
  readonly #path: string
  #held: HeldKeys
  #stamp: string

  /** `read`: what `readKeyRingFile` gave of this file. */
  constructor(path: string, { keks, stamp }: { keks: readonly Kek[]; stamp: string }) {
    this.#path = path
    this.#held = new HeldKeys('file', keks)
    this.#stamp = stamp
  }

  owns(kekId: string): boolean {
    // One that another process has just made is not known here yet; names of services have prefixes of their own.
    return this.#held.owns(kekId) || !kekId.includes('.')
  }

  async versions() {
    return (await this.#fresh()).versions()
  }

  async make(ids: KeyIds) {
    return (await this.#fresh()).make(ids)
  }

  async wrap(ids: KeyIds, key: Uint8Array) {
    return (await this.#fresh()).wrap(ids, key)
  }

  async unwrap(ids: KeyIds, wrapping: Wrapping) {
    const held = this.#held.owns(wrapping.kekId) ? this.#held : await this.#fresh()
    return held.unwrap(ids, wrapping)
  }

  async rewrap(ids: KeyIds, wrapping: Wrapping) {
    return (await this.#fresh()).rewrap(ids, wrapping)
  }

  async rotate(): Promise<string> {
    let made = ''
    await changeKeyRingFile(this.#path, (keks) => {
      made = `k${1 + Math.max(0, ...keks.map(({ id }) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0)))}`
      const key = randomBytes(KEY_BYTES).toString('base64')
      return [{ id: made, key, createdAt: new Date().toISOString() }, ...keks]
    })
    return made
  }

  async retire(kekId: string): Promise<void> {
    await changeKeyRingFile(this.#path, (keks) => {
      if (keks[0]?.id === kekId) throw new ConflictError('The current version cannot be retired: rotate first.')
      return keks.filter(({ id }) => id !== kekId)
    })
  }

  /** What the file holds now. */
  async #fresh(): Promise<HeldKeys> {
    if ((await stampOf(this.#path)) !== this.#stamp) {
      const { keks, stamp } = await readKeyRingFile(this.#path)
      this.#held = new HeldKeys('file', keks)
      this.#stamp = stamp
    }
    return this.#held
  }
}
