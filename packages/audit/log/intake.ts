import { newId } from '@techdeck/core'
import { packEntries } from '../entry/bundle.ts'
import type { AuditStorage } from './storage.ts'

const MOST_IN_GROUP = 256
const MOST_BYTES = 1024 ** 2

interface Waiting {
  entry: Uint8Array
  done: () => void
  fail: (error: unknown) => void
}

/**
 * Takes entries in. Those that come while others are being written go with the next write together, so that many at
 * once cost as few writes as the storage needs time for, and a single one waits for nobody.
 */
export class Intake {
  readonly #storage: Pick<AuditStorage, 'addGroup'>
  #waiting: Waiting[] = []
  #isWriting = false

  constructor(storage: Pick<AuditStorage, 'addGroup'>) {
    this.#storage = storage
  }

  /** Durable when it returns; who gets an error must not answer. */
  add(entry: Uint8Array): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting.push({ entry, done, fail })
      if (!this.#isWriting) void this.#write()
    })
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const group = this.#next()
      try {
        await this.#storage.addGroup({ id: newId(), entries: packEntries(group.map(({ entry }) => entry)) })
        for (const { done } of group) done()
      } catch (error) {
        for (const { fail } of group) fail(error)
      }
    }
    this.#isWriting = false
  }

  #next(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { entry } of this.#waiting) {
      bytes += entry.length
      if (count === MOST_IN_GROUP || (count > 0 && bytes > MOST_BYTES)) break
      count++
    }
    return this.#waiting.splice(0, count)
  }
}
