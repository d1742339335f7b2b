import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { LossKind, QuarantineRowView } from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { title } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { Table, type Column } from '../../ui/table.tsx'

export type Kind = LossKind | 'waiting'
const KINDS: readonly (readonly [Kind, string])[] = [
  ['waiting', 'To review'],
  ['rejected', 'Rejected'],
  ['merged', 'Merged'],
]

/** Which of what was left out is shown. */
export const KindChoice = ({ kind, onChoose }: { kind: Kind; onChoose: (kind: Kind) => void }) => (
  <Segmented label="What is shown" choices={KINDS} chosen={kind} onChoose={onChoose} />
)

const BEGINS: Column<QuarantineRowView> = {
  name: 'Begins',
  render: ({ excerpt = '', excerpt_gone: isGone }) =>
    isGone ? (
      <span className="muted small">Not kept any longer. “Mend” reads the row from its file.</span>
    ) : (
      <code className="excerpt">{excerpt}</code>
    ),
}

interface Shown {
  datasetId: string
  kind: Kind
  /** Whether the data set is one of several, so that its name says which. */
  isOneOfSeveral?: boolean
  /** A reason code: only these. */
  reason?: string | undefined
  nothing?: string
  /** The execution that whoever looks came from. */
  runId?: string
}

/** What the newest run of a data set left out: where it stood, why, what can be done, and, when asked for, how it began. */
export function LeftOutList({
  datasetId,
  kind,
  reason,
  runId,
  isOneOfSeveral = false,
  nothing = 'Nothing was left out like this.',
}: Shown) {
  const [withText, setWithText] = useState(false)
  const dataset = useQuery({
    queryKey: ['dataset', datasetId],
    queryFn: () => client.getDataset({ params: { id: datasetId } }),
  })
  const { list, entries: rows } = usePages({
    queryKey: ['quarantine', datasetId, kind, reason, runId],
    page: (query, signal) =>
      client.listQuarantine({
        params: { id: datasetId },
        query: { ...query, ...(kind !== 'waiting' && { kind }), ...(reason !== undefined && { reason }) },
        signal,
      }),
  })
  const isOfAnother = runId !== undefined && rows.some(({ execution_id }) => execution_id !== runId)
  const fileOf = (file: string | number) =>
    typeof file === 'number' ? (dataset.data?.files[file]?.name ?? `file ${file + 1}`) : file
  const hasText = rows.some(({ excerpt, excerpt_gone: isGone }) => excerpt !== undefined || isGone)
  return (
    <Card
      title={(isOneOfSeveral && dataset.data?.name) || 'Left out'}
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
        <Empty title={nothing} />
      ) : (
        <>
          {isOfAnother && <p className="note">These are of the newest run of the data set, which is not this one.</p>}
          {withText && (
            <p className="note note-warn">This text is of the source, as it was uploaded: it may identify people.</p>
          )}
          <Table
            label="Records that were left out"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: 'Where', render: (row) => whereOf(row, fileOf) },
              {
                name: 'Why',
                render: ({ reason_code: code }) => (
                  <>
                    {explainReason(code)} <code className="muted">{code}</code>
                  </>
                ),
              },
              {
                name: 'Stage',
                render: (row) => (
                  <>
                    {title(row.stage)}
                    <br />
                    <span className="muted small">{row.kind}</span>
                  </>
                ),
              },
              { name: 'Records', render: ({ count }) => formatCount(count), isFigure: true },
              ...(withText ? [BEGINS] : []),
              { name: 'What to do', render: (row) => <WhatToDo datasetId={datasetId} row={row} fileOf={fileOf} /> },
            ]}
          />
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

function WhatToDo({
  datasetId,
  row: { id, stage, kind, execution_id: run, conversation_id: conversation, position, mend },
  fileOf,
}: {
  datasetId: string
  row: QuarantineRowView
  fileOf: (file: string | number) => string
}) {
  if (mend?.status === 'released') return <Badge tone="good">Released in version {mend.version}</Badge>
  if (kind === 'quarantined' && stage === 'ingestion' && position !== null)
    return (
      <>
        <Link href={`/datasets/${datasetId}/left-out/${id}`}>
          Mend<span className="hidden"> {whatIs(position, fileOf)}</span>
        </Link>
        {mend && <Badge tone="warn">Mended, not released</Badge>}
      </>
    )
  if (kind === 'withheld' && conversation !== undefined)
    return (
      <Link href={`/runs/${run}/withheld/${conversation}`}>
        Look<span className="hidden"> at {conversation.slice(0, 10)}</span>
      </Link>
    )
  const place = conversation ?? (position ? placeOf(position, fileOf) : null)
  if (place === null) return null
  return (
    <Link href={`/runs/${run}/why?place=${encodeURIComponent(place)}`}>
      Why<span className="hidden"> {place}</span>
    </Link>
  )
}

type Position = NonNullable<QuarantineRowView['position']>

const whatIs = ({ file, line }: Position, fileOf: (file: string | number) => string): string =>
  `${fileOf(file)}${line === undefined ? '' : `, line ${line}`}`

/** As a place is asked for: `FILE:LINE` or `FILE:row:ROW`. */
function placeOf({ file, line, row }: Position, fileOf: (file: string | number) => string): string | null {
  if (line !== undefined) return `${fileOf(file)}:${line}`
  return row === undefined ? null : `${fileOf(file)}:row:${row}`
}
