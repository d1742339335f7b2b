import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isFinal, type ExecutionView, type LossKind, type QuarantineRowView } from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { title } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Table } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'

type Kind = LossKind | 'waiting'
const KINDS: readonly (readonly [Kind, string])[] = [
  ['waiting', 'To review'],
  ['rejected', 'Rejected'],
  ['merged', 'Merged'],
]

/** What a run left out: where it stood, why, and, when it is asked for, how it began. */
export function Quarantine({ run }: { run: ExecutionView }) {
  const [kind, setKind] = useState<Kind>('waiting')
  return (
    <>
      <div className="segmented" role="group" aria-label="What is shown">
        {KINDS.map(([key, label]) => (
          <button key={key} type="button" aria-pressed={kind === key} onClick={() => setKind(key)}>
            {label}
          </button>
        ))}
      </div>
      {run.dataset_ids.map((id) => (
        <OfDataset key={id} datasetId={id} run={run} kind={kind} />
      ))}
    </>
  )
}

function OfDataset({ datasetId, run, kind }: { datasetId: string; run: ExecutionView; kind: Kind }) {
  const [withText, setWithText] = useState(false)
  const dataset = useQuery({
    queryKey: ['dataset', datasetId],
    queryFn: () => client.getDataset({ params: { id: datasetId } }),
  })
  const { list, entries: rows } = usePages({
    queryKey: ['quarantine', datasetId, kind, run.id],
    page: (query, signal) =>
      client.listQuarantine({
        params: { id: datasetId },
        query: { ...query, ...(kind !== 'waiting' && { kind }) },
        signal,
      }),
  })
  const isOfAnother = rows.some(({ execution_id }) => execution_id !== run.id)
  const fileOf = (file: string | number) =>
    typeof file === 'number' ? (dataset.data?.files[file]?.name ?? `file ${file + 1}`) : file
  const hasText = rows.some(({ excerpt }) => excerpt !== undefined)
  return (
    <Card
      title={run.dataset_ids.length > 1 ? (dataset.data?.name ?? 'Data set') : 'Left out'}
      aside={
        hasText && (
          <label className="choice-small">
            <input type="checkbox" checked={withText} onChange={({ target }) => setWithText(target.checked)} /> Show how
            they begin
          </label>
        )
      }
    >
      {list.isPending ? (
        <Loading />
      ) : list.isError ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={isFinal(run.status) ? 'Nothing was left out like this.' : 'Nothing so far.'} />
      ) : (
        <>
          {isOfAnother && <p className="note">These are of the newest run of the data set, which is not this one.</p>}
          {withText && (
            <p className="note note-warn">This text is of the source, as it was uploaded: it may identify people.</p>
          )}
          <Table
            label="Records that were left out"
            head={['Where', 'Why', 'Stage', 'Records', ...(withText ? ['Begins'] : [])]}
          >
            {rows.map((row) => (
              <tr key={row.id}>
                <td>{whereOf(row, fileOf)}</td>
                <td>
                  {explainReason(row.reason_code)} <code className="muted">{row.reason_code}</code>
                </td>
                <td>
                  {title(row.stage)}
                  <br />
                  <span className="muted small">{row.kind}</span>
                </td>
                <td className="figure">{formatCount(row.count)}</td>
                {withText && (
                  <td>
                    <code className="excerpt">{row.excerpt ?? ''}</code>
                  </td>
                )}
              </tr>
            ))}
          </Table>
          <ShowMore list={list} />
        </>
      )}
    </Card>
  )
}

function whereOf({ position }: QuarantineRowView, fileOf: (file: string | number) => string) {
  if (position === null) return <span className="muted">no single place</span>
  const { file, line, byte_offset: byte } = position
  return (
    <>
      {fileOf(file)}
      {line !== undefined && `, line ${formatCount(line)}`}
      {byte !== undefined && <span className="muted small"> byte {formatCount(byte)}</span>}
    </>
  )
}
