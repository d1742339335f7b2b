import type { AuditRecord } from '@techdeck/contracts'
import { NotFoundError, ResourceError, ValidationError, timeOfId, type Clock } from '@techdeck/core'
import { unpackEntries } from '../entry/bundle.ts'
import { decodeEntry, type Entry } from '../entry/entry.ts'
import { fits, keysFor, type AuditCriteria } from '../entry/search-keys.ts'
import { SubjectKeys } from '../entry/subject-keys.ts'
import { cosignedAt, openCheckpoint, signCheckpoint } from '../note/checkpoint.ts'
import { formatVerifier, type NoteSigner, type Verifier } from '../note/signed-note.ts'
import { EMPTY_ROOT, HASH_BYTES } from '../tree/hashes.ts'
import { consistencySubtrees, inclusionSubtrees, type Subtree } from '../tree/proofs.ts'
import { TILE_WIDTH, tileId } from '../tree/tiles.ts'
import { rootsOf } from '../tree/tree-reader.ts'
import { AuditWriter } from './audit-writer.ts'
import type { AuditStorage, Batch, Cosigned } from './storage.ts'

/** An entry as a search finds it; `index` is its leaf, null while it waits to be sealed. */
export type FoundEntry = AuditRecord & { index: number | null }

/** A leaf with what proves that it is in the signed tree. */
export interface ProvedEntry {
  record: FoundEntry
  /** The bytes that the leaf commits to. */
  leaf: Uint8Array
  index: number
  size: number
  proof: Uint8Array[]
  checkpoint: string
}

/** A batch with what its leaves' hashes are said to be, for those who verify it. */
export interface BatchWithHashes {
  first: number
  entries: Uint8Array[]
  hashes: Uint8Array
  keys: string[]
  checkpoint: string
}

const BATCHES_AT_ONCE = 4
const GROUPS_AT_ONCE = 200

export interface AuditLogDeps {
  storage: AuditStorage
  signer: NoteSigner
  /** Of the key ring: keys of the personal fields are wrapped by it. */
  secret: Uint8Array
  clock: Clock
  /** Whose cosignatures are taken. */
  witnesses?: readonly Verifier[]
}

/** The log as those see it who write to it, look into it, and ask it for proofs. {@link Sealer} makes its leaves. */
export class AuditLog {
  readonly #storage: AuditStorage
  readonly #signer: NoteSigner
  readonly #witnesses: readonly Verifier[]
  readonly #writer: AuditWriter
  readonly #subjects: SubjectKeys

  constructor({ storage, signer, secret, clock, witnesses = [] }: AuditLogDeps) {
    this.#storage = storage
    this.#signer = signer
    this.#witnesses = witnesses
    this.#subjects = new SubjectKeys(secret, storage, clock)
    this.#writer = new AuditWriter(storage, this.#subjects)
  }

  /** The key by which everybody can check checkpoints. */
  get verifier(): string {
    return formatVerifier(this.#signer.verifier)
  }

  /** Durable when it returns, and within seconds a leaf. Who gets an error must not answer. */
  async append(record: AuditRecord): Promise<void> {
    await this.#writer.append(record)
  }

  /** Newest first, with what still waits to be sealed. */
  async search(
    criteria: AuditCriteria,
    cursor: string | null,
    limit: number,
  ): Promise<{ items: FoundEntry[]; nextCursor: string | null }> {
    const found: { index: number | null; entry: Entry }[] = []
    for await (const each of this.#found(criteria, cursor === null ? null : placeOf(cursor))) {
      found.push(each)
      if (found.length > limit) break
    }
    const items = await Promise.all(found.slice(0, limit).map((each) => this.#opened(each)))
    const last = items.at(-1)
    return { items, nextCursor: found.length > limit && last ? await this.#cursorOf(last) : null }
  }

  /** @throws NotFoundError when there is no such leaf in the workspace */
  async prove(workspaceId: string, index: number): Promise<ProvedEntry> {
    // In this order: a batch that was found is in the tree of a head that is read later, never of one from before.
    const batch = await this.#storage.batchOf(index)
    const head = await this.#storage.head()
    const leaf = batch && unpackEntries(batch.entries)[index - batch.first]
    const entry = leaf && decodeEntry(leaf)
    if (!head || !leaf || entry?.workspace !== workspaceId)
      throw new NotFoundError('The audit log has no such entry.', { details: { index } })
    const size = head.first + head.size
    return {
      record: await this.#opened({ index, entry }),
      leaf,
      index,
      size,
      proof: await this.#rootsOf(inclusionSubtrees(index, size)),
      checkpoint: head.checkpoint,
    }
  }

  /** The newest signed tree. */
  async checkpoint(): Promise<string> {
    const head = await this.#storage.head()
    return head?.checkpoint ?? signCheckpoint({ size: 0, root: EMPTY_ROOT }, this.#signer)
  }

  /** When the entry came in that has waited longest to be sealed; null when none waits. */
  async unsealedSince(): Promise<Date | null> {
    const [oldest] = await this.#storage.groups(1)
    return oldest ? new Date(timeOfId(oldest.id)) : null
  }

  /** The newest checkpoint that each known witness cosigned. */
  async cosigned(): Promise<Cosigned[]> {
    const known = new Set(this.#witnesses.map(({ name }) => name))
    return (await this.#storage.cosigned()).filter(({ witness }) => known.has(witness))
  }

  /** Proves that the tree of `to` leaves begins with that of `from`. @throws ValidationError where there was none such */
  async consistency(from: number, to: number): Promise<Uint8Array[]> {
    const size = await this.#size()
    if (from > to || to > size)
      throw new ValidationError(`The audit log has ${size} entries.`, { details: { from, to, size } })
    return this.#rootsOf(consistencySubtrees(from, to))
  }

  /** Whole batches, those that have some of the leaves from `from` up to `from + entries`. */
  async batches(from: number, entries: number): Promise<BatchWithHashes[]> {
    const has = await this.#storage.batchOf(from)
    const batches = has ? [has] : []
    if (has) batches.push(...(await this.#storage.batchesFrom(has.first + has.size, from + entries)))
    const hashes = await this.#leafHashes(batches)
    return batches.map(({ first, entries: bundle, keys, checkpoint }, at) => {
      return { first, entries: unpackEntries(bundle), hashes: hashes[at], keys, checkpoint }
    })
  }

  /** Keeps what a witness said of a checkpoint. @throws ValidationError when it is of no witness that is believed here */
  async cosign(note: string): Promise<void> {
    const checkpoint = openCheckpoint(note, this.#signer.verifier)
    const seen = this.#witnesses.find((witness) => cosignedAt(note, witness) !== null)
    if (!checkpoint || !seen)
      throw new ValidationError('This is no checkpoint of this log with the cosignature of a witness that it knows.', {
        userMessage: 'No known witness cosigned this. Name the witness’s key in AUDIT_WITNESSES.',
      })
    await this.#storage.putCosigned({ witness: seen.name, size: checkpoint.size, note })
  }

  /** Makes the personal fields of all that somebody did unreadable for ever. No leaf changes. */
  async forget(userId: string): Promise<void> {
    await this.#subjects.forget(userId)
  }

  async *#found(criteria: AuditCriteria, place: Place | null): AsyncIterable<{ index: number | null; entry: Entry }> {
    const isAhead = (index: number | null, id: string) => {
      if (!place) return false
      if ('index' in place) return index === null || index >= place.index
      // What was not sealed when the last page was given comes by id; what was comes whole.
      return (index === null || index >= place.size) && id >= place.waiting
    }
    const seen = new Set<string>()
    if (!place || 'waiting' in place)
      for (const entry of await this.#waiting(criteria))
        if (!isAhead(null, entry.id)) {
          seen.add(entry.id)
          yield { index: null, entry }
        }
    const keys = keysFor(criteria)
    let before = place && 'index' in place ? place.index : await this.#size()
    for (;;) {
      const batches = await this.#storage.batchesWith(keys, before, BATCHES_AT_ONCE)
      for (const batch of batches) {
        const entries = unpackEntries(batch.entries).map(decodeEntry)
        for (let at = entries.length - 1; at >= 0; at--) {
          const [index, entry] = [batch.first + at, entries[at]]
          // Given out while it waited, and sealed since.
          if (!seen.has(entry.id) && !isAhead(index, entry.id) && fits(criteria, entry)) yield { index, entry }
        }
      }
      if (batches.length < BATCHES_AT_ONCE) return
      before = batches.at(-1)!.first
    }
  }

  /** The newest first. */
  async #waiting(criteria: AuditCriteria): Promise<Entry[]> {
    const entries: Entry[] = []
    for (let before: string | null = null; ;) {
      const groups = await this.#storage.newestGroups(before, GROUPS_AT_ONCE)
      for (const group of groups)
        for (const entry of unpackEntries(group.entries).map(decodeEntry))
          if (fits(criteria, entry)) entries.push(entry)
      if (groups.length < GROUPS_AT_ONCE) break
      before = groups.at(-1)!.id
    }
    return entries.toSorted((a, b) => (a.id < b.id ? 1 : -1))
  }

  /** Where the next page begins: behind a leaf, or behind an entry that waited when the log had so many leaves. */
  async #cursorOf({ index, id }: FoundEntry): Promise<string> {
    if (index !== null) return String(index)
    return `${await this.#size()}.${id}`
  }

  async #size(): Promise<number> {
    const head = await this.#storage.head()
    return head ? head.first + head.size : 0
  }

  async #opened({ index, entry }: { index: number | null; entry: Entry }): Promise<FoundEntry> {
    const record = {
      id: entry.id,
      workspaceId: entry.workspace,
      userId: entry.actor,
      executionId: entry.execution,
      operation: entry.operation,
      purpose: entry.purpose,
      dataType: entry.data_type,
      dataId: entry.data_id,
      details: entry.details,
      timestamp: new Date(entry.at),
    }
    return { ...record, ...(await this.#subjects.open(record, entry.personal)), index }
  }

  async #rootsOf(subtrees: readonly Subtree[]): Promise<Buffer[]> {
    const roots = await rootsOf(subtrees, (ids) => this.#storage.tiles(ids))
    if (roots) return roots
    throw new ResourceError('The newest entries of the audit log are just being sealed.', { retryAfter: 1 })
  }

  async #leafHashes(batches: readonly Batch[]): Promise<Uint8Array[]> {
    const indexes = new Set<number>()
    for (const { first, size } of batches)
      for (let index = Math.floor(first / TILE_WIDTH); index * TILE_WIDTH < first + size; index++) indexes.add(index)
    const ids = [...indexes].map((index) => tileId({ level: 0, index }))
    const tiles = new Map((await this.#storage.tiles(ids)).map(({ index, hashes }) => [index, hashes]))
    return batches.map(({ first, size }) => {
      const parts: Uint8Array[] = []
      for (let at = first; at < first + size;) {
        const start = at % TILE_WIDTH
        const end = Math.min(TILE_WIDTH, start + first + size - at)
        parts.push((tiles.get(Math.floor(at / TILE_WIDTH)) ?? EMPTY).subarray(start * HASH_BYTES, end * HASH_BYTES))
        at += end - start
      }
      return Buffer.concat(parts)
    })
  }
}

const EMPTY = new Uint8Array()

type Place = { index: number } | { waiting: string; size: number }

function placeOf(cursor: string): Place {
  const [, digits, waiting] = /^(\d{1,16})(?:\.([0-9a-f-]{36}))?$/.exec(cursor) ?? []
  if (digits === undefined) throw new ValidationError('The cursor is none of this list.')
  return waiting === undefined ? { index: Number(digits) } : { waiting, size: Number(digits) }
}
