import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { isFinal, type ExecutionView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { KindChoice, LeftOutList, type Kind } from '../left-out/left-out-list.tsx'

/** What a run left out of each of its data sets. */
export function LeftOutOfRun({ run }: { run: ExecutionView }) {
  const [kind, setKind] = useState<Kind>('waiting')
  const several = run.dataset_ids.length > 1
  const names = useQueries({
    queries: run.dataset_ids.map((id) => ({
      queryKey: ['dataset', id],
      queryFn: () => client.getDataset({ params: { id } }),
    })),
  })
  return (
    <>
      <KindChoice kind={kind} onChoose={setKind} />
      {run.dataset_ids.map((id, index) => (
        <LeftOutList
          key={id}
          datasetId={id}
          runId={run.id}
          kind={kind}
          heading={several ? names[index].data?.name : undefined}
          nothing={isFinal(run.status) ? 'Nothing was left out like this.' : 'Nothing so far.'}
        />
      ))}
    </>
  )
}
