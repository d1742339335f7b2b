import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatCount, plural } from '@techdeck/client/figures'
import { isFinal, upperBound, USUAL_SAMPLE, type ExecutionView, type LeakReviewView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Empty, Facts, Loading, Progress } from '../../ui/parts.tsx'
import { saveJson } from '../../ui/save-file.ts'
import { Marker } from './marker.tsx'

/** People look for what still identifies in a random sample of what came out; what that says of all of it; the sign-off. */
export function LeakReview({ run }: { run: ExecutionView }) {
  const { id } = run
  const review = useQuery({
    queryKey: ['leak-review', id],
    // The review itself would answer that it is not there.
    queryFn: async ({ signal }) => (await client.getReport({ params: { id }, signal })).leak_review ?? null,
  })
  const mayControl = useMay('pipeline:control')
  if (review.isPending) return <Loading what="Looking for a sample" />
  if (review.isError) return <ErrorNote error={review.error} onRetry={() => void review.refetch()} />
  const keep = (next: LeakReviewView) => queries.setQueryData(['leak-review', id], next)
  if (review.data === null)
    return isFinal(run.status) && mayControl ? (
      <Begin id={id} onBegun={keep} />
    ) : (
      <Empty title="Nobody has drawn a sample yet.">It is drawn once the run has ended.</Empty>
    )
  const isWhole = review.data.reviewed === review.data.sample
  return (
    <>
      <Bound review={review.data} onSigned={keep} />
      {!isWhole && mayControl && <Marker id={id} onMarked={keep} />}
    </>
  )
}

function Begin({ id, onBegun }: { id: string; onBegun: (review: LeakReviewView) => void }) {
  const [sample, setSample] = useState(USUAL_SAMPLE)
  const begin = useMutation({
    mutationFn: () => client.beginLeakReview({ params: { id }, body: { sample } }),
    onSuccess: onBegun,
  })
  return (
    <Card title="How much do detectors miss in these data?">
      <p>
        Nobody knows until somebody looks. Draw a random sample of what came out, mark what still tells who somebody is,
        and the share of conversations with a leak is known with its upper bound.
      </p>
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          begin.mutate()
        }}
      >
        <label className="field">
          <span>Conversations to look at</span>
          <input
            type="number"
            min={1}
            max={3000}
            required
            value={sample}
            onChange={({ target }) => setSample(Math.round(Number(target.value)))}
          />
        </label>
        <button type="submit" className="button button-primary" disabled={begin.isPending}>
          {begin.isPending ? 'Drawing…' : 'Draw the sample'}
        </button>
      </form>
      <p className="small muted">
        If nothing is found in any of them, fewer than {percent(upperBound(0, Math.max(1, sample)))} of all have a leak,
        with 95 % confidence. The sample is drawn once; who has the export can draw it again.
      </p>
      <ErrorNote error={begin.error} />
    </Card>
  )
}

/** What is known so far, and what it means. */
function Bound({ review, onSigned }: { review: LeakReviewView; onSigned: (review: LeakReviewView) => void }) {
  const { execution_id: id, sample, reviewed, leaking, leaks, population, upper_95: upper } = review
  const maySign = useMay('export:sign_off')
  const sign = useMutation({ mutationFn: () => client.signOffExport({ params: { id } }), onSuccess: onSigned })
  const evidence = useMutation({
    mutationFn: () => client.getEvidence({ params: { id } }),
    onSuccess: (found) => saveJson(found, 'evidence.json'),
  })
  const isWhole = reviewed === sample
  return (
    <Card
      title="Leak review"
      aside={
        <>
          <button type="button" className="button" disabled={evidence.isPending} onClick={() => evidence.mutate()}>
            Save the evidence
          </button>
          {isWhole && maySign && review.signed_off_at === null && (
            <Confirm
              label="Sign it off"
              question={`Sign off what came out? ${foundIn(review)} Report and evidence name you, and downloads that wait for it may begin.`}
              yes="Sign it off"
              busy={sign.isPending}
              onYes={() => sign.mutate()}
            />
          )}
        </>
      }
    >
      {review.signed_off_at !== null && (
        <p className="note note-good">
          Signed off {formatTime(review.signed_off_at)}. Downloads that waited for it may begin.
        </p>
      )}
      <div className="bound">
        <p className="big-figure">{reviewed === 0 ? '–' : `< ${percent(upper)}`}</p>
        <p>
          {reviewed === 0
            ? 'Nobody has looked at any yet, so nothing is known.'
            : `${foundIn(review)} So fewer than ${percent(upper)} of all ${formatCount(population)} that came out have a leak: that is wrong in one of twenty such samples at most.`}
        </p>
      </div>
      <Progress value={Math.floor((reviewed / sample) * 100)} label="How much of the sample was looked at" />
      <Facts
        facts={[
          ['Looked at', `${formatCount(reviewed)} of ${formatCount(sample)}`],
          ['With a leak', formatCount(leaking)],
          ['Leaks', formatCount(leaks)],
          ['Came out', formatCount(population)],
          isWhole ? null : ['If the rest has none', `< ${percent(upperBound(leaking, sample))}`],
        ]}
      />
      <p className="small muted">
        The bound is exact (Clopper and Pearson, one-sided, 95 %). Report, data card and evidence state it.
      </p>
      <ErrorNote error={sign.error ?? evidence.error} />
    </Card>
  )
}

const foundIn = ({ leaking, reviewed }: LeakReviewView): string =>
  `In ${leaking === 0 ? 'none' : formatCount(leaking)} of ${plural(reviewed, 'conversation')} something was left.`

/** Upwards, since it is a bound. */
const percent = (share: number): string => `${(Math.ceil(share * 1000) / 10).toLocaleString('en-GB')} %`
