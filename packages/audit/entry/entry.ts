import type { AuditRecord, JsonObject } from '@techdeck/contracts'
import { canonicalJson, ValidationError } from '@techdeck/core'

/** Who did what with which thing, when and what for: what a leaf of the log says, with its personal fields sealed. */
export interface Entry {
  /** 1 of those from before searches found copies by their marks. */
  v: 1 | 2
  id: string
  at: string
  workspace: string
  actor: string | null
  operation: string
  purpose: string
  execution: string | null
  data_type: string
  data_id: string | null
  details: JsonObject
  /** Address and e-mail address, sealed under the key of {@link subjectOf}; null where there are none. */
  personal: string | null
}

/** Tiles of entries give each two bytes for its length. */
const MAX_BYTES = 65_535

/**
 * The bytes that the leaf commits to: JSON with sorted keys and no white space.
 *
 * @throws {@link ValidationError} when there are more than a log takes
 */
export function encodeEntry(record: Omit<AuditRecord, 'ipAddress' | 'email'>, personal: string | null): Buffer {
  const entry: Entry = {
    v: 2,
    id: record.id,
    at: record.timestamp.toISOString(),
    workspace: record.workspaceId,
    actor: record.userId,
    operation: record.operation,
    purpose: record.purpose,
    execution: record.executionId,
    data_type: record.dataType,
    data_id: record.dataId,
    details: record.details,
    personal,
  }
  const bytes = Buffer.from(canonicalJson(entry))
  if (bytes.length > MAX_BYTES) throw new ValidationError(`An audit entry has at most ${MAX_BYTES} bytes.`)
  return bytes
}

/** @throws SyntaxError for what {@link encodeEntry} did not write */
export const decodeEntry = (bytes: Uint8Array): Entry => JSON.parse(Buffer.from(bytes).toString()) as Entry

/** Whose key seals the personal fields: the actor's, or one of the month where nobody was signed in. */
export const subjectOf = ({ userId, timestamp }: Pick<AuditRecord, 'userId' | 'timestamp'>): string =>
  userId ?? `nobody.${timestamp.toISOString().slice(0, 7)}`
