import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { ApiError } from '@techdeck/client'
import type { Conversation, ConversationView, ExecutionView } from '@techdeck/contracts'
import { formatCount, formatScore } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { OutcomeBadge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { KeysHelp } from '../../ui/keys.tsx'
import { Meters } from '../../ui/meter.tsx'
import { Card, Facts, Loading, Page } from '../../ui/parts.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { FoundList } from '../runs/found-list.tsx'
import { Reveal } from '../runs/reveal.tsx'
import { Transcript } from '../runs/transcript.tsx'
import { OnceAsked } from '../left-out/once-asked.tsx'
import { figureOf, sayFigure } from './figures-of.ts'
import { SideBySide } from './side-by-side.tsx'
import { isIn, sliceOf, sorted, type Row } from './slice.ts'
import { useConversations, usePlaces } from './use-conversations.ts'

const VIEWS = [
  ['after', 'As it comes out'],
  ['both', 'Beside how it was said'],
] as const

/** `/runs/:id/conversations/:conversation`: one of a slice, which the address names, with the ones before and after it. */
export function ConversationPage({ id, conversation }: { id: string; conversation: string }) {
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => client.getPipeline({ params: { id }, signal }),
  })
  if (!run.data)
    return (
      <Page title="Conversation" above={<Link href="/runs">Runs</Link>}>
        {run.isError ? <ErrorNote error={run.error} onRetry={() => void run.refetch()} /> : <Loading />}
      </Page>
    )
  return <OfRun run={run.data} conversation={conversation} />
}

function OfRun({ run, conversation }: { run: ExecutionView; conversation: string }) {
  const { id } = run
  const [search] = useSearchParams()
  const query = search.toString()
  const list = `/runs/${id}/conversations${query && `?${query}`}`
  const placeOf = usePlaces(run.dataset_ids)
  const found = useQuery({
    queryKey: ['conversation', id, conversation],
    queryFn: ({ signal }) => client.getConversation({ params: { id, conversation }, signal }),
    staleTime: Infinity,
    // Text stays no longer than it is looked at.
    gcTime: 0,
  })
  const { rows } = useConversations(run)
  const listed = rows.find((each) => each.id === conversation)
  const row: Row | Omit<Row, 'figures'> | undefined = listed ?? found.data?.row
  const isNotThere = found.error instanceof ApiError && found.error.status === 404 && row !== undefined
  return (
    <Page
      title={row === undefined ? 'Conversation' : placeOf(row)}
      above={
        <>
          <Link href="/runs">Runs</Link>
          <Link href={`/runs/${id}`}>Run</Link>
          <Link href={list}>Conversations</Link>
        </>
      }
      lead={row && <OutcomeBadge outcome={row.outcome} />}
      actions={<Pager runId={id} rows={rows} conversation={conversation} search={search} />}
    >
      {isNotThere ? (
        <NotDeidentified runId={id} row={row} />
      ) : found.isPending ? (
        <Loading what="Opening the conversation" />
      ) : found.isError ? (
        <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Shown runId={id} view={found.data} />
      )}
    </Page>
  )
}

/** The ones before and after it in the slice. */
function Pager({
  runId,
  rows,
  conversation,
  search,
}: {
  runId: string
  rows: readonly Row[]
  conversation: string
  search: URLSearchParams
}) {
  const [, go] = useLocation()
  const query = search.toString()
  const { at, all } = useMemo(() => {
    const slice = sliceOf(new URLSearchParams(query))
    const slicedRows = sorted(
      rows.filter((row) => isIn(row, slice)),
      slice,
    )
    return { all: slicedRows, at: slicedRows.findIndex((row) => row.id === conversation) }
  }, [rows, query, conversation])
  const [earlier, next] = [at > 0 ? all[at - 1] : undefined, at >= 0 ? all[at + 1] : undefined]
  const keys = useMemo(() => {
    const open = (row: Row | undefined) => () => {
      if (row) go(`/runs/${runId}/conversations/${row.id}${query && `?${query}`}`)
    }
    return { j: open(next), k: open(earlier) }
  }, [earlier, next, go, runId, query])
  const { isOn, turn } = useKeys(keys)
  if (at < 0) return null
  return (
    <div className="pager">
      <span className="muted small">
        {formatCount(at + 1)} of {formatCount(all.length)}
      </span>
      <button type="button" className="button button-small" disabled={!earlier} onClick={keys.k}>
        ← Earlier
      </button>
      <button type="button" className="button button-small" disabled={!next} onClick={keys.j}>
        Next →
      </button>
      <KeysHelp
        keys={[
          ['K', 'earlier'],
          ['J', 'next'],
        ]}
        isOn={isOn}
        turn={turn}
      />
    </div>
  )
}

function Shown({ runId, view }: { runId: string; view: ConversationView }) {
  const { conversation, row } = view
  const [how, setHow] = useState<(typeof VIEWS)[number][0]>('after')
  const maySeeSource = useMay('quarantine:read')
  const mayReveal = useMay('identity:reveal')
  const { findings = [] } = conversation
  return (
    <>
      {maySeeSource && <Segmented label="How it is shown" choices={VIEWS} chosen={how} onChoose={setHow} />}
      {how === 'both' ? (
        <OnceAsked
          what="how it was said"
          queryKey={['conversation-source', runId, row.id]}
          read={(signal) => client.getConversationSource({ params: { id: runId, conversation: row.id }, signal })}
        >
          {(source) => <SideBySide before={source} after={conversation} />}
        </OnceAsked>
      ) : (
        <div className="review">
          <Card title="What was said" aside={<span className="muted">De-identified</span>}>
            <Transcript conversation={conversation} />
            {mayReveal && <Reveal runId={runId} conversation={conversation} />}
          </Card>
          <div className="review-aside">
            <Card title="What became of it">
              <p>
                {row.reason === undefined ? `It was ${row.outcome}.` : explainReason(row.reason)}{' '}
                <Link href={`/runs/${runId}/why?place=${row.id}`}>Stage by stage</Link>
              </p>
              <Scores conversation={conversation} />
            </Card>
            <Card title="Found in it">
              <FoundList findings={findings} />
            </Card>
            <Card title="What was measured">
              <Measured view={view} />
            </Card>
          </div>
        </div>
      )}
    </>
  )
}

function Scores({ conversation: { scores = {} } }: { conversation: Conversation }) {
  const { overall, ...dimensions } = scores
  if (overall === undefined) return null
  return (
    <>
      <p className="big-figure">{formatScore(overall)}</p>
      <Meters scores={Object.entries(dimensions)} />
    </>
  )
}

function Measured({ view: { row, figures } }: { view: ConversationView }) {
  const labels = Object.entries(row.labels).map(
    ([name, value]) => [title(name.replace(/^labels\./, '')), value] as const,
  )
  const measured = figures.flatMap((name, at) =>
    name.startsWith('score_') || row.figures[at] === null
      ? []
      : [[figureOf(name).name, sayFigure(name, row.figures[at])] as const],
  )
  return (
    <Facts
      facts={[
        row.language === null ? null : ['Language', row.language],
        row.split === undefined ? null : ['Split', row.split],
        ...labels,
        ...measured,
      ]}
    />
  )
}

/** What was left out before it was de-identified has no text that anybody may see without asking. */
function NotDeidentified({ runId, row }: { runId: string; row: Pick<Row, 'id' | 'outcome' | 'stage' | 'reason'> }) {
  return (
    <Card title="It did not get as far as being de-identified">
      <p>
        It was {row.outcome} at {row.stage}. {row.reason !== undefined && explainReason(row.reason)}
      </p>
      <div className="actions">
        <Link className="button" href={`/runs/${runId}/why?place=${row.id}`}>
          Stage by stage
        </Link>
        {row.outcome === 'withheld' && (
          <Link className="button button-primary" href={`/runs/${runId}/withheld/${row.id}`}>
            Look at it, and decide
          </Link>
        )}
      </div>
    </Card>
  )
}
