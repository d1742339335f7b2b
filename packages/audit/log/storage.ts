import type { Tile } from '../tree/tiles.ts'

/** Entries that wait to be sealed, as they came in together. */
export interface IntakeGroup {
  /** UUIDv7. */
  id: string
  /** As `packEntries` joins them. */
  entries: Uint8Array
}

/** Entries that became leaves together, at most 4096. Batches follow each other without a gap and never change. */
export interface Batch {
  /** Number of its first leaf; the next batch begins behind its last. */
  first: number
  size: number
  entries: Uint8Array
  /** By what searches find it. */
  keys: string[]
  /** The signed tree up to its last leaf. */
  checkpoint: string
  /** The groups of the intake that it was made of. */
  groups: string[]
  sealedAt: Date
}

/** What a witness last said. */
export interface Cosigned {
  witness: string
  size: number
  /** The checkpoint with the signatures of the log and of this witness. */
  note: string
}

/**
 * Where the log lies. Each write is one document, acknowledged by a majority and journalled, and can be repeated.
 * Tiles can be made again from batches; batches are the truth.
 */
export interface AuditStorage {
  /** Durable when it returns. */
  addGroup(group: IntakeGroup): Promise<void>
  /** The oldest, in order of their ids. */
  groups(limit: number): Promise<IntakeGroup[]>
  /** The newest first, behind `before`. */
  newestGroups(before: string | null, limit: number): Promise<IntakeGroup[]>
  removeGroups(ids: readonly string[]): Promise<void>

  /** Adds the batch that begins at this leaf; `false` when there is one: of any number of writers one wins. */
  addBatch(batch: Batch): Promise<boolean>
  head(): Promise<Batch | null>
  /** The one that has this leaf; `null` when none has. */
  batchOf(index: number): Promise<Batch | null>
  /** Those that begin at the leaves from `first` up to, not including, `end`, in order. */
  batchesFrom(first: number, end: number): Promise<Batch[]>
  /** The newest first of those that have any of the keys and begin before `before`. */
  batchesWith(keys: readonly string[], before: number, limit: number): Promise<Batch[]>

  /** In no order; without what is not there. */
  tiles(ids: readonly string[]): Promise<Tile[]>
  /** Each replaces one of as many hashes, or fewer; one of more stays. */
  putTiles(tiles: readonly Tile[]): Promise<void>

  /** Null once it was destroyed, undefined when there never was one. */
  subjectKey(subject: string): Promise<string | null | undefined>
  /** The one that holds: this, or one that came before. */
  addSubjectKey(subject: string, wrapped: string): Promise<string | null>
  shredSubject(subject: string): Promise<void>

  /** Takes the place of what the witness said of a smaller tree. */
  putCosigned(cosigned: Cosigned): Promise<void>
  cosigned(): Promise<Cosigned[]>
}
