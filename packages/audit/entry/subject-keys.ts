import { randomBytes } from 'node:crypto'
import type { AuditRecord } from '@techdeck/contracts'
import { DecryptionError, openFromVault, sealInVault, type Clock } from '@techdeck/core'
import type { AuditStorage } from '../log/storage.ts'
import { subjectOf } from './entry.ts'

export type Personal = Pick<AuditRecord, 'ipAddress' | 'email'>

/** How long another instance may go on with a key that was destroyed. */
const REMEMBERED_MS = 60_000
const MOST_REMEMBERED = 10_000

/**
 * Seals the personal fields of entries, each under a key of whose they are. Keys lie wrapped in the storage; without one
 * what it sealed is unreadable for ever, in exports and backups of the log too, and no leaf changes by that.
 */
export class SubjectKeys {
  readonly #secret: Uint8Array
  readonly #storage: AuditStorage
  readonly #clock: Clock
  readonly #remembered = new Map<string, { key: Buffer | null; until: number }>()

  constructor(secret: Uint8Array, storage: AuditStorage, clock: Clock) {
    this.#secret = secret
    this.#storage = storage
    this.#clock = clock
  }

  /** `null` where there is nothing personal, or whose it is was forgotten. */
  async seal(record: AuditRecord): Promise<string | null> {
    const { ipAddress, email } = record
    if (ipAddress === null && email === undefined) return null
    const key = await this.#keyOf(subjectOf(record), true)
    return key && sealInVault(key, record.id, JSON.stringify({ ipAddress, email }))
  }

  /** Null fields where whose they are was forgotten. @throws DecryptionError when it was changed */
  async open(record: Pick<AuditRecord, 'id' | 'userId' | 'timestamp'>, sealed: string | null): Promise<Personal> {
    const key = sealed === null ? null : await this.#keyOf(subjectOf(record), false)
    if (!key || sealed === null) return { ipAddress: null }
    return JSON.parse(openFromVault(key, record.id, sealed)) as Personal
  }

  async forget(subject: string): Promise<void> {
    await this.#storage.shredSubject(subject)
    this.#remembered.delete(subject)
  }

  async #keyOf(subject: string, isNeeded: boolean): Promise<Buffer | null> {
    const now = this.#clock.now().getTime()
    const known = this.#remembered.get(subject)
    if (known && known.until > now) return known.key
    let wrapped = await this.#storage.subjectKey(subject)
    if (wrapped === undefined && isNeeded)
      wrapped = await this.#storage.addSubjectKey(subject, this.#wrap(subject, randomBytes(32)))
    if (wrapped === undefined) return null
    const key = wrapped === null ? null : this.#unwrap(subject, wrapped)
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear()
    this.#remembered.set(subject, { key, until: now + REMEMBERED_MS })
    return key
  }

  #wrap(subject: string, key: Buffer): string {
    return sealInVault(this.#secret, `audit subject ${subject}`, key.toString('base64'))
  }

  #unwrap(subject: string, wrapped: string): Buffer {
    const key = Buffer.from(openFromVault(this.#secret, `audit subject ${subject}`, wrapped), 'base64')
    if (key.length !== 32) throw new DecryptionError('A key of the audit log is not as it was wrapped.')
    return key
  }
}
