import { isIncluded, leafHash, openCheckpoint } from '@techdeck/audit'
import type { AuditProofView } from '@techdeck/contracts'
import { formatTime, printable } from '../ui/format.ts'
import { toVerifier } from './verify-audit.ts'

/** Whether the proof holds: the leaf's text is in the tree that the checkpoint signs. */
export function proveEntry({ leaf, index, size, proof, checkpoint, verifier }: AuditProofView): boolean {
  const tree = openCheckpoint(checkpoint, toVerifier(verifier))
  const hashes = proof.map((hash) => Buffer.from(hash, 'base64'))
  return tree?.size === size && isIncluded(leafHash(Buffer.from(leaf)), index, tree, hashes)
}

export const entryLines = ({ entry, index, size, leaf }: AuditProofView, ok: boolean): string[] => [
  `Entry      ${index} of ${size}, ${formatTime(entry.timestamp)}`,
  `Who        ${entry.user_id ?? 'nobody signed in'}${entry.ip_address === null ? '' : ` from ${entry.ip_address}`}`,
  `What       ${entry.operation}, ${entry.data_type} ${entry.data_id ?? ''}`,
  `What for   ${printable(entry.purpose)}`,
  `Leaf       ${printable(leaf)}`,
  ok ? 'It is in the signed log.' : 'The proof does not hold: this is not in the signed log.',
]
