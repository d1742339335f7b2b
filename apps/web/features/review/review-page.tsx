import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { ReviewView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { useMe } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading, Page } from '../../ui/parts.tsx'
import { FoundList } from '../runs/found-list.tsx'
import { Transcript } from '../runs/transcript.tsx'
import { isBreakDue } from './breaks.ts'
import { ContentWarning } from './content-warning.tsx'
import { nextOf, seekIn } from './next-of.ts'
import { askAgain, useQueue } from './use-queue.ts'
import { VerdictForm } from './verdict-form.tsx'
import { howFar, LANES, REASON_NAMES, reasonsOf, VERDICT_NAMES } from './words.ts'

/** When this window opened distressing texts. */
const openings: number[] = []

/** `/datasets/:id/review/:conversation`: one conversation at a time, to be judged. */
export function ReviewPage({ id, conversation }: { id: string; conversation: string }) {
  const [, go] = useLocation()
  const [said, setSaid] = useState<string | null>(null)
  const me = useMe()
  const dataset = useQuery({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => client.getDataset({ params: { id }, signal }),
  })
  const [open, disputed] = [useQueue(id, 'open'), useQueue(id, 'disputed')]
  const queue = [...open.entries, ...disputed.entries]
  const hasMore = open.list.hasNextPage || disputed.list.hasNextPage
  const listed = queue.find(({ conversation_id: each }) => each === conversation)
  // What is listed may have been read before the verdict.
  const judged = useRef(new Set<string>())
  const goOn = async (isFit: (review: ReviewView) => boolean = () => true) => {
    const fits = (review: ReviewView) => !judged.current.has(review.conversation_id) && isFit(review)
    const next = await seekIn([open.list, disputed.list], (all) => nextOf(all, conversation, me, fits))
    go(next ? `/datasets/${id}/review/${next.conversation_id}` : `/datasets/${id}/review`)
  }
  const onJudged = (review: ReviewView) => {
    setSaid(
      review.status === 'settled'
        ? `The one before is decided: ${howFar(review).toLowerCase()}.`
        : review.status === 'disputed'
          ? 'The two verdicts on the one before differ, or one is not sure: a third settles it.'
          : 'Your verdict on the one before is in; a second one is to come.',
    )
    judged.current.add(review.conversation_id)
    void goOn().finally(() => askAgain(id))
  }
  return (
    <Page
      title="Review"
      above={
        <>
          <Link href="/datasets">Data sets</Link>
          {dataset.data && <Link href={`/datasets/${id}`}>{dataset.data.name}</Link>}
          <Link href={`/datasets/${id}/review`}>Review</Link>
        </>
      }
      lead={
        listed && (
          <span className="run-lead">
            <Badge tone={LANES[listed.lane].tone}>{LANES[listed.lane].title}</Badge>
            <span>{reasonsOf(listed)}</span>
            <span className="muted">{howFar(listed)}</span>
          </span>
        )
      }
    >
      {said !== null && (
        <p className="note note-good" role="status">
          {said}
        </p>
      )}
      <ErrorNote error={open.list.error ?? disputed.list.error} />
      {open.list.isPending || disputed.list.isPending ? (
        <Loading what="Loading the queue" />
      ) : (
        <One
          key={conversation}
          // Who comes by an address alone is asked, since nothing is known of it.
          asksFirst={listed?.distressing ?? true}
          {...{ id, conversation, me, onJudged }}
          onNext={() => void goOn()}
          onOthers={() => void goOn(({ distressing }) => !distressing)}
          left={`${plural(queue.length, 'conversation')}${hasMore ? ' and more' : ''}`}
        />
      )}
    </Page>
  )
}

function One({
  id,
  conversation,
  me,
  asksFirst,
  left,
  onJudged,
  onNext,
  onOthers,
}: {
  id: string
  conversation: string
  me: string
  asksFirst: boolean
  left: string
  onJudged: (review: ReviewView) => void
  onNext: () => void
  onOthers: () => void
}) {
  const [agreed, setAgreed] = useState(!asksFirst)
  const [needsBreak] = useState(() => isBreakDue(openings, Date.now()))
  const cache = useQueryClient()
  const key = ['review', id, conversation]
  const opened = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const review = await client.openReview({ params: { id, conversation }, signal })
      if (review.distressing) openings.push(Date.now())
      return review
    },
    enabled: agreed,
    staleTime: Infinity,
    // Text stays no longer than it is looked at.
    gcTime: 0,
  })
  if (!agreed) return <ContentWarning isBreakDue={needsBreak} onOpen={() => setAgreed(true)} onOthers={onOthers} />
  if (opened.isPending) return <Loading what="Opening the conversation" />
  if (opened.isError)
    return (
      <>
        <ErrorNote error={opened.error} onRetry={() => void opened.refetch()} />
        <div className="actions">
          <button type="button" className="button" onClick={onOthers}>
            Go on with others
          </button>
        </div>
      </>
    )
  const { data: review } = opened
  return (
    <div className="review">
      <Card title="What was said" aside={<span className="muted">De-identified</span>}>
        <Transcript conversation={review} />
      </Card>
      <div className="review-aside">
        <Card title={review.status === 'disputed' ? 'Settle it' : 'Your verdict'}>
          <Verdicts review={review} me={me} />
          <VerdictForm
            review={review}
            me={me}
            onNext={onNext}
            onJudged={(next) => {
              cache.removeQueries({ queryKey: key })
              onJudged(next)
            }}
          />
          <p className="small muted">
            {left} in the queue.
            {review.exposure_left !== null &&
              ` You may open ${plural(review.exposure_left, 'more distressing one', 'more distressing ones')} today.`}
          </p>
        </Card>
        <Card title="Found in it">
          <FoundList findings={review.findings} />
        </Card>
      </div>
    </div>
  )
}

/** What was said of it, as far as one may know. */
function Verdicts({ review: { verdicts, final, settled_by: settledBy }, me }: { review: ReviewView; me: string }) {
  if (verdicts.length === 0) return null
  return (
    <ul className="said">
      {verdicts.map(({ reviewer, verdict, reason }) => (
        <li key={reviewer}>
          <strong>{reviewer === me ? 'You' : 'Another'}</strong>: {VERDICT_NAMES[verdict].toLowerCase()},{' '}
          <span className="muted">{REASON_NAMES[reason].toLowerCase()}</span>
        </li>
      ))}
      {final !== null && (
        <li>
          <strong>Decided</strong>: {VERDICT_NAMES[final].toLowerCase()}
          {settledBy !== null && ', by a third'}
        </li>
      )}
    </ul>
  )
}
