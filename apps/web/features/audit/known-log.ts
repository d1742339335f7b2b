import { canVerify, isConsistent, isIncluded, openCheckpoint, type SignedTree } from '@techdeck/audit/browser'
import type { AuditCheckpointView, AuditProofView } from '@techdeck/contracts'

/** What this browser found out by itself. */
export type Verdict =
  /** `seen`: how many leaves it saw before; null where this is the first look, which takes the log's key as it is. */
  | { kind: 'holds'; log: string; size: number; seen: number | null }
  | { kind: 'broken'; why: string }
  /** It knows no Ed25519, so it cannot tell. */
  | { kind: 'unable' }

/** Where the browser keeps what it saw; nothing of it tells of anybody. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>
const KEY = 'techdeck.audit-log'

/** Asks for the proof that the tree of `to` leaves begins with that of `from`. */
export type AskConsistency = (from: number, to: number) => Promise<readonly string[]>

type Shown = Pick<AuditCheckpointView, 'checkpoint' | 'verifier'>

/**
 * Whether what the log shows is signed by the key that it had when this browser first looked, and only adds to what the
 * browser saw. The newest that held is remembered.
 */
export async function checkLog(shown: Shown, ask: AskConsistency, memory: Memory): Promise<Verdict> {
  const checked = await check(shown, ask, memory)
  return 'tree' in checked ? checked.verdict : checked
}

/** Whether the leaf is in the log, as {@link checkLog} takes it. */
export async function checkEntry(
  { leaf, index, proof, ...shown }: Shown & Pick<AuditProofView, 'leaf' | 'index' | 'proof'>,
  ask: AskConsistency,
  memory: Memory,
): Promise<Verdict> {
  const checked = await check(shown, ask, memory)
  if (!('tree' in checked)) return checked
  if (await isIncluded(leaf, index, checked.tree, proof)) return checked.verdict
  return { kind: 'broken', why: 'The proof does not hold: this entry is not in the signed log.' }
}

async function check(
  { checkpoint, verifier: shown }: Shown,
  ask: AskConsistency,
  memory: Memory,
): Promise<Exclude<Verdict, { kind: 'holds' }> | { verdict: Verdict; tree: SignedTree }> {
  if (!(await canVerify())) return { kind: 'unable' }
  const before = remembered(memory)
  const verifier = before?.verifier ?? shown
  const tree = await openCheckpoint(checkpoint, verifier)
  if (!tree) return { kind: 'broken', why: 'What the log shows is not signed by the key that it had before.' }
  const seen = before && (await openCheckpoint(before.checkpoint, verifier))
  if (seen) {
    if (seen.size > tree.size) return { kind: 'broken', why: 'The log is shorter than it was: its end was cut off.' }
    const proof = seen.size === tree.size ? [] : await ask(seen.size, tree.size)
    if (!(await isConsistent(seen, tree, proof)))
      return { kind: 'broken', why: 'The log does not begin with what this browser saw: it was written anew.' }
  }
  memory.setItem(KEY, JSON.stringify({ verifier, checkpoint }))
  return { tree, verdict: { kind: 'holds', log: tree.origin, size: tree.size, seen: seen?.size ?? null } }
}

function remembered(memory: Memory): Shown | null {
  try {
    const { verifier, checkpoint } = Object(JSON.parse(memory.getItem(KEY) ?? 'null')) as Partial<Shown>
    return typeof verifier === 'string' && typeof checkpoint === 'string' ? { verifier, checkpoint } : null
  } catch {
    return null
  }
}
