import type { AuditRecord } from '@techdeck/contracts'
import type { Clock } from '@techdeck/core'
import { encodeEntry } from '../entry/entry.ts'
import { SubjectKeys } from '../entry/subject-keys.ts'
import { Intake } from './intake.ts'
import type { AuditStorage } from './storage.ts'

/** Writes entries, for who neither reads nor proves them. */
export class AuditWriter {
  readonly #intake: Intake
  readonly #subjects: SubjectKeys | null

  /** Without keys of subjects it writes no personal fields: a process that has no key ring cannot seal them. */
  constructor(storage: Pick<AuditStorage, 'addGroup'>, subjects: SubjectKeys | null) {
    this.#intake = new Intake(storage)
    this.#subjects = subjects
  }

  /** Durable when it returns, and within seconds a leaf. Who gets an error must not answer. */
  async append(record: AuditRecord): Promise<void> {
    await this.#intake.add(encodeEntry(record, (await this.#subjects?.seal(record)) ?? null))
  }
}

/** `secret` is of the key ring, where the process has one. */
export const createAuditWriter = (storage: AuditStorage, secret: Uint8Array | null, clock: Clock): AuditWriter =>
  new AuditWriter(storage, secret && new SubjectKeys(secret, storage, clock))
