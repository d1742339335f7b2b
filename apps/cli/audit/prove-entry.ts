import { decodeEntry, isConsistent, isIncluded, leafHash, openCheckpoint, type Checkpoint } from '@techdeck/audit'
import type { AuditLogView, AuditProofView } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { formatTime, printable } from '../ui/format.ts'
import { openLog } from './known-log.ts'
import { toVerifier } from './verify-audit.ts'

/**
 * Shows an entry and proves it: its leaf is in the tree that the log's key signs, and that tree begins with the one that
 * was seen before. What is shown is what the leaf says; a log that was never looked at is believed its key, this once.
 */
export async function show(index: number, options: CommonOptions, context: CliContext): Promise<void> {
  const { client, before, keyOf, remember } = await openLog(options, context)
  const { out, signal } = context
  const proved = await client.proveAuditEntry({ params: { index: String(index) }, signal })
  const key = keyOf(proved.verifier)
  const verifier = toVerifier(key)
  const earlier = before === undefined ? null : openCheckpoint(before, verifier)
  const consistency =
    earlier && earlier.size <= proved.size
      ? await client.getAuditConsistency({ query: { from: earlier.size, to: proved.size }, signal })
      : { proof: [] }
  const tree = openCheckpoint(proved.checkpoint, verifier)
  const ok =
    tree !== null &&
    isProved({ ...proved, index }, tree) &&
    (!earlier || isConsistent(earlier, tree, consistency.proof.map(bytes)))
  if (!ok) context.exit(EXIT.failed)
  else if (before === undefined) await remember(key, proved.checkpoint)
  const entry = entryOf(proved)
  if (options.json) return out.json({ ok, ...proved, entry })
  for (const line of lines(entry, proved, ok)) out.line(line)
}

/** Whether the leaf's text is in the tree that the checkpoint signs. */
const isProved = ({ leaf, index, size, proof }: AuditProofView, tree: Checkpoint): boolean =>
  tree.size === size && isIncluded(leafHash(Buffer.from(leaf)), index, tree, proof.map(bytes))

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** What the leaf says; the addresses, which are sealed in it, as the API opened them. Null for what is no leaf. */
function entryOf({ leaf, index, entry }: AuditProofView): AuditLogView | null {
  try {
    const { id, at, actor, operation, purpose, execution, data_type, data_id, details } = decodeEntry(Buffer.from(leaf))
    const { ip_address, email } = entry
    const said = { id, index, user_id: actor, execution_id: execution, operation, purpose, data_type, data_id, details }
    return { ...said, ip_address, email, timestamp: at }
  } catch {
    return null
  }
}

const lines = (entry: AuditLogView | null, { index, size, leaf }: AuditProofView, ok: boolean): string[] => [
  ...(entry === null
    ? []
    : [
        `Entry      ${index} of ${size}, ${formatTime(entry.timestamp)}`,
        `Who        ${printable(entry.user_id ?? 'nobody signed in')}`,
        ...(entry.ip_address === null ? [] : [`From       ${printable(entry.ip_address)} (sealed in the leaf)`]),
        `What       ${printable(`${entry.operation}, ${entry.data_type} ${entry.data_id ?? ''}`)}`,
        `What for   ${printable(entry.purpose)}`,
      ]),
  `Leaf       ${printable(leaf)}`,
  ok ? 'It is in the signed log.' : 'The proof does not hold: this is not in the signed log.',
]
