import type { BatchWithHashes } from '../log/audit-log.ts'
import { decodeEntry, type Entry } from '../entry/entry.ts'
import { keysOfAll } from '../entry/search-keys.ts'
import { openCheckpoint, type Checkpoint } from '../note/checkpoint.ts'
import type { Verifier } from '../note/signed-note.ts'
import { TreeEdge } from '../tree/edge.ts'
import { HASH_BYTES, leafHash } from '../tree/hashes.ts'

export const PROBLEMS = {
  gap: 'Leaves are missing here, or come twice.',
  entry_changed: 'This entry is not what its leaf was made of.',
  entry_unreadable: 'This entry cannot be read.',
  entry_repeated: 'This entry stands in the log twice.',
  tree_changed: 'The tree up to here is not the one that was signed.',
  checkpoint_invalid: 'This checkpoint has no valid signature of the log.',
  keys_changed: 'Searches would not find these entries, or find others.',
  shorter_than_known: 'The log is shorter than it was: its end was cut off.',
  history_changed: 'The log is not the one that was seen before: its history was written anew.',
} as const
export type ProblemKind = keyof typeof PROBLEMS

export interface Problem {
  /** The leaf at which it is, or begins. */
  index: number
  kind: ProblemKind
}

export interface Verification {
  size: number
  root: Buffer
  batches: number
  /** Those found first; a log that was written anew has one at every batch. */
  problems: Problem[]
}

const MOST_PROBLEMS = 100

/**
 * Reads a whole log and checks that it is what was signed: each entry is what its leaf was made of, leaves follow each
 * other without a gap, each once, the tree behind each batch is the one of its checkpoint, and each checkpoint has the
 * log's signature. Beyond that only somebody who saw the log before can tell that its end was cut off, or that whoever
 * has its key wrote it anew: that is what `known` is for, trees that were seen earlier, such as those that a witness
 * cosigned.
 */
export async function verifyLog(
  batches: AsyncIterable<BatchWithHashes> | Iterable<BatchWithHashes>,
  log: Verifier,
  known: readonly Pick<Checkpoint, 'size' | 'root'>[] = [],
): Promise<Verification> {
  const edge = new TreeEdge()
  const seen = new Set<string>()
  const problems: Problem[] = []
  const found = (index: number, kind: ProblemKind) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ index, kind })
  }
  const waiting = known.toSorted((a, b) => a.size - b.size)
  const compareKnown = () => {
    while (waiting[0]?.size === edge.size)
      if (!waiting.shift()!.root.equals(edge.root())) found(edge.size, 'history_changed')
  }
  let count = 0
  compareKnown()
  for await (const batch of batches) {
    count++
    if (batch.first !== edge.size || batch.entries.length === 0) {
      found(edge.size, 'gap')
      break
    }
    const entries: Entry[] = []
    for (const [at, bytes] of batch.entries.entries()) {
      const hash = leafHash(bytes)
      if (!hash.equals(batch.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))) found(edge.size, 'entry_changed')
      const entry = readEntry(bytes)
      if (!entry) found(edge.size, 'entry_unreadable')
      else if (seen.has(entry.id)) found(edge.size, 'entry_repeated')
      if (entry) {
        seen.add(entry.id)
        entries.push(entry)
      }
      edge.append(hash)
      compareKnown()
    }
    edge.take()
    const signed = openCheckpoint(batch.checkpoint, log)
    if (!signed) found(batch.first, 'checkpoint_invalid')
    else if (signed.size !== edge.size || !signed.root.equals(edge.root())) found(batch.first, 'tree_changed')
    if (batch.hashes.length !== batch.entries.length * HASH_BYTES) found(batch.first, 'entry_changed')
    if (keysOfAll(entries).join('\n') !== batch.keys.join('\n')) found(batch.first, 'keys_changed')
  }
  if (waiting.length > 0) found(edge.size, 'shorter_than_known')
  return { size: edge.size, root: edge.root(), batches: count, problems }
}

function readEntry(bytes: Uint8Array): Entry | null {
  try {
    const entry = decodeEntry(bytes)
    return typeof entry.id === 'string' && (entry.v === 1 || entry.v === 2) ? entry : null
  } catch {
    return null
  }
}
