import { useState } from 'react'
import { isFinal, type ExecutionView } from '@techdeck/contracts'
import { KindChoice, LeftOutList, type Kind } from '../left-out/left-out-list.tsx'

/** What a run left out of each of its data sets. */
export function LeftOutOfRun({ run }: { run: ExecutionView }) {
  const [kind, setKind] = useState<Kind>('waiting')
  return (
    <>
      <KindChoice kind={kind} onChoose={setKind} />
      {run.dataset_ids.map((id) => (
        <LeftOutList
          key={id}
          datasetId={id}
          runId={run.id}
          kind={kind}
          isOneOfSeveral={run.dataset_ids.length > 1}
          nothing={isFinal(run.status) ? 'Nothing was left out like this.' : 'Nothing so far.'}
        />
      ))}
    </>
  )
}
