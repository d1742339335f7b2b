import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { QuarantineCountsView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { KindChoice, LeftOutList, type Kind } from './left-out-list.tsx'
import { ReleaseForm } from './release-form.tsx'

/** `/datasets/:id/left-out`: what the newest run kept out and why, with ways to mend it and to let it through. */
export function LeftOut({ datasetId: id }: { datasetId: string }) {
  const [kind, setKind] = useState<Kind>('waiting')
  const [reason, setReason] = useState('')
  const counts = useQuery({
    queryKey: ['quarantine', id, 'counts'],
    queryFn: ({ signal }) => client.countQuarantine({ params: { id }, signal }),
  })
  if (counts.isPending) return <Loading what="Counting what was left out" />
  if (counts.isError) return <ErrorNote error={counts.error} onRetry={() => void counts.refetch()} />
  const { data } = counts
  if (data.execution_id === null)
    return (
      <Empty title="Nothing was left out yet.">Once a run has read the data set, what it kept out stands here.</Empty>
    )
  const reasons = data.reasons.filter((each) =>
    kind === 'waiting' ? each.kind === 'quarantined' || each.kind === 'withheld' : each.kind === kind,
  )
  return (
    <>
      <Sum counts={data} />
      <Mended id={id} fixed={data.fixed} />
      <div className="actions">
        <KindChoice
          kind={kind}
          onChoose={(next) => {
            setKind(next)
            setReason('')
          }}
        />
        {reasons.length > 1 && (
          <select aria-label="Reason" value={reason} onChange={({ target }) => setReason(target.value)}>
            <option value="">All reasons</option>
            {reasons.map(({ stage, reason_code: code, count }) => (
              <option key={`${stage} ${code}`} value={code}>
                {explainReason(code)} ({formatCount(count)})
              </option>
            ))}
          </select>
        )}
      </div>
      <LeftOutList key={`${kind} ${reason}`} datasetId={id} kind={kind} reason={reason === '' ? undefined : reason} />
    </>
  )
}

function Sum({ counts: { rows, reasons } }: { counts: QuarantineCountsView }) {
  const withheld = reasons.reduce((sum, { kind, count }) => (kind === 'withheld' ? sum + count : sum), 0)
  return (
    <Card title="What the newest run kept out">
      {rows && (
        <p>
          Of {plural(rows.read, 'row')} that were read, <strong>{formatCount(rows.accepted)}</strong> became part of a
          conversation and <strong>{formatCount(rows.quarantined)}</strong> could not be read.
          {withheld > 0 &&
            ` ${plural(withheld, 'conversation is', 'conversations are')} withheld until a person looks.`}
        </p>
      )}
      {reasons.length > 0 && (
        <ul className="losses">
          {reasons.map(({ stage, kind, reason_code: code, count }) => (
            <li key={`${stage} ${kind} ${code}`}>
              <span className="figure">{formatCount(count)}</span>
              <span>
                <strong>{kind}</strong> at {stage}: {explainReason(code)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** Rows that were mended and wait. */
function Mended({ id, fixed }: { id: string; fixed: number }) {
  const may = useMay('quarantine:release')
  const [done, setDone] = useState<string | null>(null)
  if (done !== null)
    return (
      <p className="note note-good" role="status">
        {done}
      </p>
    )
  if (fixed === 0 || !may) return null
  return (
    <Card title={`${plural(fixed, 'mended row waits', 'mended rows wait')} to be released`}>
      <ReleaseForm
        label="Release all of them"
        isOptional
        release={(reason) => client.releaseRows({ params: { id }, body: reason === '' ? {} : { reason } })}
        onReleased={({ released, dataset }) =>
          setDone(
            `${plural(released, 'row is', 'rows are')} part of version ${dataset.version} now. The next run reads it.`,
          )
        }
      />
    </Card>
  )
}
