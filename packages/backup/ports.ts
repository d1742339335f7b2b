import type { WrappedDataKey } from '@techdeck/contracts'

/** The records of an installation as its database keeps them: BSON, one document a piece. Keys are none of them. */
export interface RecordSource {
  /**
   * Names of collections, in the order in which they have to be read while the system is at work: what refers to others
   * before what it refers to, so that whatever is named is there.
   */
  collections(): Promise<string[]>
  /** All documents, always in the same order. A piece is the caller's own. */
  read(collection: string): AsyncIterable<Uint8Array>
}

/** Where records are put back. */
export interface RecordTarget extends RecordSource {
  /** Whether there is nothing yet that a backup would hold. */
  isEmpty(): Promise<boolean>
  insert(collection: string, documents: readonly Uint8Array[]): Promise<void>
  /** Removes whatever a backup would hold, and all keys. */
  clear(): Promise<void>
  /** Notes which point is being put back, or that it is done. */
  setUnfinished(point: string | null): Promise<void>
  /** What was being put back when somebody broke it off. */
  unfinished(): Promise<string | null>
  /** Lets data sets whose key is not there go, as if somebody had them destroyed; how many. */
  endWithoutKey(): Promise<number>
}

/** The key of somebody's personal fields in the audit log; without `wrapped` once it was destroyed. */
export interface SubjectKey {
  subject: string
  wrapped: string | null
}

/** Keys that others are opened with, wrapped by the key ring or a secret of it. */
export interface KeySource {
  dataKey(id: string): Promise<WrappedDataKey | null>
  dataKeys(): AsyncIterable<WrappedDataKey>
  subjectKeys(): AsyncIterable<SubjectKey>
  /** @throws ConflictError when there is one */
  addDataKey(key: WrappedDataKey): Promise<void>
  addSubjectKey(key: SubjectKey): Promise<void>
}

/** Artifacts as they lie there, sealed. */
export interface ArtifactFiles {
  list(): AsyncIterable<{ key: string; sizeBytes: number; modifiedAt: Date }>
  /** Each piece is the caller's until the next one is asked for. @throws NotFoundError */
  read(key: string): AsyncIterable<Uint8Array>
  /** Whole or not at all; the pieces become its own. */
  write(key: string, pieces: AsyncIterable<Uint8Array>): Promise<void>
}
