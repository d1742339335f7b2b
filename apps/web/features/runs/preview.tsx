import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '@techdeck/client'
import type { Conversation, PreviewView } from '@techdeck/contracts'
import { formatScore, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title, words } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Meters } from '../../ui/meter.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Reveal } from './reveal.tsx'
import { Transcript } from './transcript.tsx'

/** The first conversations after all stages: what will come out, before it does. */
export function Preview({ id }: { id: string }) {
  const preview = useQuery({
    queryKey: ['preview', id],
    queryFn: ({ signal }) => client.getPreview({ params: { id }, signal }),
    staleTime: Infinity,
    // It is made within two seconds of the start.
    retry: (failures, error) => failures < 20 && error instanceof ApiError && error.body.recoverable,
    retryDelay: 500,
  })
  if (preview.isPending) return <Loading what="The first conversations are on their way" />
  if (preview.isError) return <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />
  return (
    <>
      <Summary preview={preview.data} />
      <Conversations runId={id} conversations={preview.data.conversations} />
    </>
  )
}

function Summary({ preview: { datasets } }: { preview: PreviewView }) {
  const [read, shown] = [
    datasets.reduce((sum, set) => sum + set.read, 0),
    datasets.reduce((sum, set) => sum + set.shown, 0),
  ]
  const losses = datasets.flatMap((set) => set.losses)
  return (
    <div className="note">
      <p>
        <strong>
          {shown} of the first {plural(read, 'conversation')} come out.
        </strong>{' '}
        Everything here is de-identified; marks show what was replaced or found.
      </p>
      {datasets.map(({ dataset_id, problem }) => problem && <p key={dataset_id}>{problem.message}</p>)}
      {losses.length > 0 && (
        <ul className="small">
          {losses.map(({ stage, kind, reason, count }) => (
            <li key={`${stage} ${kind} ${reason}`}>
              {count} {words(kind)} at {stage}: {explainReason(reason)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Conversations({ runId, conversations }: { runId: string; conversations: readonly Conversation[] }) {
  const [at, setAt] = useState(0)
  const mayReveal = useMay('identity:reveal')
  const conversation = conversations[at]
  if (!conversation) return <Empty title="None of the first conversations comes out.">The reasons stand above.</Empty>
  return (
    <Card
      title={`Conversation ${at + 1} of ${conversations.length}`}
      aside={
        <div className="pager">
          <button type="button" className="button button-small" disabled={at === 0} onClick={() => setAt(at - 1)}>
            ← Earlier
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={at === conversations.length - 1}
            onClick={() => setAt(at + 1)}
          >
            Next →
          </button>
        </div>
      }
    >
      <div className="preview">
        <Transcript key={conversation.id} conversation={conversation} />
        <Aside conversation={conversation} />
      </div>
      {mayReveal && <Reveal key={conversation.id} runId={runId} conversation={conversation} />}
    </Card>
  )
}

function Aside({ conversation: { scores = {}, findings = [], source, turns } }: { conversation: Conversation }) {
  const { overall, ...dimensions } = scores
  const kinds = Object.entries(Object.groupBy(findings, ({ kind, category }) => `${kind} ${category}`))
  return (
    <aside className="preview-aside" aria-label="What was found in it">
      {overall !== undefined && (
        <>
          <h3>Quality</h3>
          <p className="big-figure">{formatScore(overall)}</p>
          <Meters scores={Object.entries(dimensions)} />
        </>
      )}
      <h3>Found</h3>
      {kinds.length === 0 ? (
        <p className="muted small">Nothing.</p>
      ) : (
        <ul className="chips">
          {kinds.map(([key, of]) => (
            <li key={key} className={`chip mark-${of?.[0]?.kind ?? ''}`}>
              {title(of?.[0]?.category ?? '')}
              {(of?.length ?? 0) > 1 && ` × ${of?.length}`}
              <span className="muted"> {words(of?.[0]?.kind ?? '')}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="small muted">
        {plural(turns.length, 'turn')}
        {source.line !== undefined && `; it began at line ${source.line} of ${source.file}`}
      </p>
    </aside>
  )
}
