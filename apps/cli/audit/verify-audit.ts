import {
  PROBLEMS,
  cosignedAt,
  openCheckpoint,
  parseVerifier,
  verifyLog,
  type BatchWithHashes,
  type Checkpoint,
  type Verification,
  type Verifier,
} from '@techdeck/audit'
import type { AuditCheckpointView } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'

export interface AuditReport {
  ok: boolean
  size: number
  root: string
  batches: number
  key: string
  /** Witnesses whose cosignature was asked for, and what they cosigned. */
  witnesses: { name: string; size: number | null; at: string | null }[]
  problems: { index: number; problem: string; message: string }[]
}

export interface Expectations {
  /** The log's key. */
  verifier: Verifier
  witnesses: readonly Verifier[]
  /** The newest checkpoint that was seen before, if any. */
  before?: string | undefined
}

/** Checks a whole log against its newest checkpoint, those that witnesses cosigned, and what was seen before. */
export async function verifyBatches(
  batches: AsyncIterable<BatchWithHashes>,
  { checkpoint, cosigned }: Pick<AuditCheckpointView, 'checkpoint' | 'cosigned'>,
  { verifier, witnesses, before }: Expectations,
): Promise<AuditReport> {
  const newest = openCheckpoint(checkpoint, verifier)
  const notes = [checkpoint, ...cosigned.map(({ note }) => note), ...(before === undefined ? [] : [before])]
  // Whatever the log ever signed has to be a beginning of it.
  const known = notes.map((note) => openCheckpoint(note, verifier)).filter((each) => each !== null)
  const found = await verifyLog(batches, verifier, known)
  const seen = witnesses.map((witness) => seenBy(witness, cosigned, verifier))
  const problems = [
    ...problemsOf(found),
    ...(newest ? [] : [problem(found.size, 'checkpoint_invalid', PROBLEMS.checkpoint_invalid)]),
    ...(before !== undefined && !openCheckpoint(before, verifier)
      ? [problem(0, 'key_changed', 'The log was signed by another key when it was looked at before.')]
      : []),
    ...seen.flatMap(({ name, size }) =>
      size === null ? [problem(0, 'not_witnessed', `The witness ${name} has cosigned nothing of this log.`)] : [],
    ),
  ]
  return {
    ok: problems.length === 0,
    size: found.size,
    root: found.root.toString('hex'),
    batches: found.batches,
    key: verifier.name,
    witnesses: seen,
    problems,
  }
}

function seenBy(witness: Verifier, cosigned: AuditCheckpointView['cosigned'], log: Verifier) {
  for (const { note } of cosigned) {
    const at = cosignedAt(note, witness)
    const checkpoint: Checkpoint | null = openCheckpoint(note, log)
    if (at && checkpoint) return { name: witness.name, size: checkpoint.size, at: at.toISOString() }
  }
  return { name: witness.name, size: null, at: null }
}

const problem = (index: number, kind: string, message: string) => ({ index, problem: kind, message })
const problemsOf = ({ problems }: Verification) =>
  problems.map(({ index, kind }) => problem(index, kind, PROBLEMS[kind]))

/** @throws ValidationError for what is no verifier key */
export function toVerifier(text: string): Verifier {
  const verifier = parseVerifier(text)
  if (verifier) return verifier
  throw new ValidationError('This is no key of a log or a witness: it has the form name+0123abcd+base64.', {
    userMessage: 'This is no key of a log or a witness: it has the form name+0123abcd+base64.',
  })
}
