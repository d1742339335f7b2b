import { useQuery } from '@tanstack/react-query'
import { formatCount } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { askConsistency } from './ask-consistency.ts'
import { checkEntry } from './known-log.ts'
import { VerdictNote } from './verdict-note.tsx'

/** Fetches an entry's proof, checks it here, and shows the leaf: what that says is what was proved. */
export function Proof({ index }: { index: number }) {
  const proved = useQuery({
    queryKey: ['audit-proof', index],
    queryFn: async ({ signal }) => {
      const shown = await client.proveAuditEntry({ params: { index: String(index) }, signal })
      // It is the asked entry that has to be there, whatever the answer says.
      const verdict = await checkEntry({ ...shown, index }, askConsistency(signal), localStorage)
      return { verdict, leaf: shown.leaf, hashes: shown.proof.length }
    },
    staleTime: Infinity,
  })
  if (proved.isPending) return <Loading what="Checking the proof" />
  if (proved.error) return <ErrorNote error={proved.error} onRetry={() => void proved.refetch()} />
  const { verdict, leaf, hashes } = proved.data
  return (
    <>
      <VerdictNote verdict={verdict}>
        {verdict.kind === 'holds' &&
          `This is entry ${formatCount(index)} of the ${formatCount(verdict.size)} that are signed: this browser checked the signature and ${formatCount(hashes)} hashes.`}
      </VerdictNote>
      <code className="leaf small">{leaf}</code>
    </>
  )
}
