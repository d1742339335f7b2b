import type { Clock } from '@techdeck/core'
import { cosign, openCheckpoint, type Checkpoint } from '../note/checkpoint.ts'
import type { NoteSigner, Verifier } from '../note/signed-note.ts'
import { isConsistent } from '../tree/proofs.ts'

/** What a witness asks of the log that it watches. */
export interface WatchedLog {
  checkpoint(): Promise<string>
  consistency(from: number, to: number): Promise<Uint8Array[]>
  /** Takes a checkpoint with the witness's signature. */
  cosign(note: string): Promise<void>
}

/** What a witness knows; it must outlive it. */
export interface WitnessMemory {
  /** The newest checkpoint that it cosigned. */
  load(): Promise<string | null>
  /** Durable when it returns. */
  save(note: string): Promise<void>
}

export type Look =
  | { state: 'cosigned'; checkpoint: Checkpoint }
  /** Nothing new since the last look. */
  | { state: 'unchanged'; checkpoint: Checkpoint }
  /** What it shows now and what it showed before cannot both be the beginnings of one log. Both notes are the proof. */
  | { state: 'forked'; before: string; now: string; reason: 'shorter' | 'other_history' | 'unsigned' }

/**
 * Looks at a log once: whether its tree still begins with all that the witness has seen, and if so, says so by its
 * signature. It remembers before it signs, so that it never signs two histories, wherever it dies.
 */
export async function witnessOnce({
  log,
  verifier,
  signer,
  memory,
  clock,
}: {
  log: WatchedLog
  /** The log's key, known to the witness beforehand. */
  verifier: Verifier
  signer: NoteSigner
  memory: WitnessMemory
  clock: Clock
}): Promise<Look> {
  const before = await memory.load()
  const seen = before === null ? null : openCheckpoint(before, verifier)
  const now = await log.checkpoint()
  const checkpoint = openCheckpoint(now, verifier)
  const forked = (reason: (Look & { state: 'forked' })['reason']): Look => ({
    state: 'forked',
    before: before ?? '',
    now,
    reason,
  })
  if (!checkpoint || (before !== null && !seen)) return forked('unsigned')
  if (seen) {
    if (checkpoint.size < seen.size) return forked('shorter')
    const proof = seen.size === checkpoint.size ? [] : await log.consistency(seen.size, checkpoint.size)
    if (!isConsistent(seen, checkpoint, proof)) return forked('other_history')
  }
  await memory.save(now)
  const line = cosign(now, signer, clock.now())
  if (line !== null && checkpoint.size > 0) await log.cosign(now + line)
  return { state: seen?.size === checkpoint.size ? 'unchanged' : 'cosigned', checkpoint }
}
