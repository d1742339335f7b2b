import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { REVIEW_LANES, REVIEW_STATUSES, type ReviewStatus, type ReviewView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { Agreement } from './agreement.tsx'
import { nextOf } from './next-of.ts'
import { askAgain, useQueue } from './use-queue.ts'
import { howFar, LANES, reasonsOf, STATUSES, VERDICT_NAMES } from './words.ts'

const NOTHING: Readonly<Record<ReviewStatus, string>> = {
  open: 'Nothing waits for a verdict.',
  disputed: 'Nothing waits to be settled.',
  settled: 'Nothing is decided yet.',
}

/** `/datasets/:id/review`: what waits for people, crises first, and how well those agree who judged. */
export function ReviewQueue({ datasetId: id }: { datasetId: string }) {
  const [status, setStatus] = useState<ReviewStatus>('open')
  const { list, entries } = useQueue(id, status)
  const me = useMe()
  const next = status === 'settled' ? null : nextOf(entries, '', me)
  const { hasNextPage, isFetching, isError, fetchNextPage } = list
  const seeks = status !== 'settled' && next === null && hasNextPage && !isError
  useEffect(() => {
    // Who has judged all that is shown goes on with what is not.
    if (seeks && !isFetching) void fetchNextPage()
  }, [seeks, isFetching, fetchNextPage])
  return (
    <>
      <Fill id={id} />
      <Segmented
        label="What is shown"
        choices={REVIEW_STATUSES.map((each) => [each, STATUSES[each]])}
        chosen={status}
        onChoose={setStatus}
      />
      <Card
        title={STATUSES[status]}
        aside={
          next && (
            <Link href={`/datasets/${id}/review/${next.conversation_id}`} className="button button-primary">
              {status === 'open' ? 'Judge the first' : 'Settle the first'}
            </Link>
          )
        }
      >
        {list.isPending ? (
          <Loading what="Loading the queue" />
        ) : list.isError ? (
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        ) : entries.length === 0 ? (
          <Empty title={NOTHING[status]}>
            {status === 'open' && 'Queue what the newest run found, above; what is decided stays decided.'}
          </Empty>
        ) : (
          <>
            <ul className="rows">
              {entries.map((review) => (
                <QueueRow key={review.conversation_id} review={review} me={me} />
              ))}
            </ul>
            <ShowMore list={list} />
          </>
        )}
      </Card>
      <Agreement id={id} me={me} />
    </>
  )
}

function QueueRow({ review, me }: { review: ReviewView; me: string }) {
  const { conversation_id: conversation, dataset_id: id, lane, verdicts } = review
  const own = verdicts.find(({ reviewer }) => reviewer === me)
  return (
    <li>
      <Link href={`/datasets/${id}/review/${conversation}`} className="row">
        <span className="row-main">
          <span className="row-title cut">{reasonsOf(review) || LANES[lane].title}</span>
          <span className="muted small">
            <code>{conversation.slice(0, 10)}</code> · {howFar(review)}
            {own && ` · you: ${VERDICT_NAMES[own.verdict].toLowerCase()}`}
          </span>
        </span>
        <Badge tone={LANES[lane].tone}>{LANES[lane].title}</Badge>
      </Link>
    </li>
  )
}

/** Queues what the newest run would have people look at. */
function Fill({ id }: { id: string }) {
  const fill = useMutation({
    mutationFn: () => client.fillReviews({ params: { id }, body: {} }),
    onSuccess: () => askAgain(id),
  })
  const { data } = fill
  const lanes = data && REVIEW_LANES.flatMap((lane) => ((data.lanes[lane] ?? 0) > 0 ? [[lane, data.lanes[lane]]] : []))
  return (
    <Card
      title="Review by people"
      aside={
        <button type="button" className="button" disabled={fill.isPending} onClick={() => fill.mutate()}>
          {fill.isPending ? 'Queueing…' : 'Queue what the newest run found'}
        </button>
      }
    >
      <p className="muted">
        Two people judge without knowing what the other said. Where they agree, that counts; where not, a third settles
        it. The next run goes by what was decided, before any score.
      </p>
      <ErrorNote error={fill.error} />
      {data && lanes && (
        <p className="note note-good" role="status">
          {lanes.length === 0
            ? 'The newest run found nothing that a person should look at.'
            : `The newest run would have people look at ${lanes.map(([lane, count]) => `${count} for ${lane}`).join(', ')}; ${plural(data.queued, 'conversation is', 'conversations are')} queued.`}
        </p>
      )}
    </Card>
  )
}
