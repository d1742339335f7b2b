import { useMutation, useQueries } from '@tanstack/react-query'
import { Suspense, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { isFinal, type ExecutionView, type Tracker } from '@techdeck/contracts'
import { formatCount, formatDuration } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { lazily } from '../../app/lazily.ts'
import { formatTime, title } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'
import { Boundary } from '../../ui/boundary.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Confirm, Empty, Loading, Page, Progress, Tabs } from '../../ui/parts.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { RunKeys } from './run-keys.tsx'
import { Stages } from './stages.tsx'
import { TellMe, useTellEnd } from './tell-me.tsx'
import { useRun } from './use-run.ts'

const Compare = lazily(async () => (await import('./compare.tsx')).Compare)
const LeakReview = lazily(async () => (await import('../leak-review/leak-review.tsx')).LeakReview)
const LeftOutOfRun = lazily(async () => (await import('./left-out.tsx')).LeftOutOfRun)
const Preview = lazily(async () => (await import('./preview.tsx')).Preview)
const Conversations = lazily(async () => (await import('../conversations/conversations.tsx')).Conversations)
const Report = lazily(async () => (await import('./report.tsx')).Report)
const Downloads = lazily(async () => (await import('./downloads.tsx')).Downloads)
const Timeline = lazily(async () => (await import('./timeline.tsx')).Timeline)
const Why = lazily(async () => (await import('./why.tsx')).Why)

const VIEWS = [
  ['stages', 'Stages'],
  ['timeline', 'Timeline'],
  ['preview', 'Preview'],
  ['conversations', 'Conversations'],
  ['report', 'Report'],
  ['quarantine', 'Left out'],
  ['why', 'Find a row'],
  ['leaks', 'Leak review'],
  ['compare', 'Compare'],
  ['downloads', 'Downloads'],
] as const

/** `/runs/:id` and its views. */
export function RunPage({ id, view }: { id: string; view: string }) {
  const { run, tracker, problem } = useRun(id)
  if (!run.data)
    return (
      <Page title="Run" above={<Link href="/runs">Runs</Link>}>
        {run.isError ? (
          <ErrorNote error={run.error} onRetry={() => void run.refetch()} />
        ) : (
          <Loading what="Loading the run" />
        )}
      </Page>
    )
  return (
    <Run run={run.data} tracker={tracker} view={view}>
      <ErrorNote error={problem} />
    </Run>
  )
}

function Run({
  run,
  tracker,
  view,
  children,
}: {
  run: ExecutionView
  tracker: Tracker | null
  view: string
  children: React.ReactNode
}) {
  const { id, status, dataset_ids, execution_mode: mode, quality_threshold: threshold } = run
  const names = useQueries({
    queries: dataset_ids.map((dataset) => ({
      queryKey: ['dataset', dataset],
      queryFn: () => client.getDataset({ params: { id: dataset } }),
    })),
  })
  useTellEnd(run)
  const isOver = isFinal(status)
  return (
    <Page
      title={`Run of ${names.map(({ data }) => data?.name ?? 'a data set').join(', ')}`}
      above={
        <>
          <Link href="/runs">Runs</Link>
          {names.map(
            ({ data }) =>
              data && (
                <Link key={data.id} href={`/datasets/${data.id}`}>
                  {data.name}
                </Link>
              ),
          )}
        </>
      }
      lead={
        <span className="run-lead">
          <StatusBadge status={status} />
          <span>
            {title(mode)} mode, threshold {threshold.toFixed(2)}
            {run.enable_bias_detection ? '' : ', without bias'}
          </span>
          <span className="muted">{timesOf(run)}</span>
        </span>
      }
      actions={<Actions run={run} />}
    >
      {children}
      {run.error && (
        <div className="note note-bad" role="alert">
          <p>{run.error.message}</p>
          <p className="small muted">
            <code>{run.error.code}</code>
          </p>
        </div>
      )}
      {status === 'partial' && <PartialNote />}
      {!isOver && <Overall run={run} tracker={tracker} />}
      <Tabs label="Views of the run" base={`/runs/${id}`} views={VIEWS} view={view} />
      <Boundary key={view}>
        <Suspense fallback={<Loading />}>
          <View view={view} run={run} tracker={tracker} />
        </Suspense>
      </Boundary>
    </Page>
  )
}

function View({ view, run, tracker }: { view: string; run: ExecutionView; tracker: Tracker | null }) {
  if (view === 'stages') return <Stages run={run} tracker={tracker} />
  if (view === 'timeline') return <Timeline run={run} />
  if (view === 'preview') return <Preview id={run.id} />
  if (view === 'conversations') return <Conversations run={run} />
  if (view === 'report') return <Report run={run} />
  if (view === 'quarantine') return <LeftOutOfRun run={run} />
  if (view === 'why') return <Why run={run} />
  if (view === 'compare') return <Compare run={run} />
  if (view === 'leaks') return <LeakReview run={run} />
  if (view === 'downloads') return <Downloads run={run} />
  return <Empty title="There is no such view of a run." />
}

/** How far a run is that is under way. */
function Overall({ run, tracker }: { run: ExecutionView; tracker: Tracker | null }) {
  // The record may be a moment ahead of what was told of progress.
  const done = run.stages.filter(({ status }) => status !== 'pending' && status !== 'running').length
  const percent = Math.max(tracker?.progress ?? 0, Math.floor((done / run.stages.length) * 100))
  const running = run.stages.find(({ status }) => status === 'running')?.stage_name
  const stage = running ?? tracker?.current_stage ?? 'initialization'
  // As of when it was said.
  const left = tracker?.estimated_completion
    ? Date.parse(tracker.estimated_completion) - Date.parse(tracker.last_updated)
    : null
  return (
    <div className="overall">
      <p className="overall-figure" aria-hidden="true">
        {percent}
        <span> %</span>
      </p>
      <div className="overall-bar">
        <Progress value={percent} label="Progress of the run" />
        <p className="small muted" role="status">
          {run.status === 'cancelling' ? 'Stopping; what is done stays done.' : stageLine(stage)}
          {tracker?.current_stage === stage &&
            tracker.records.known > 0 &&
            ` · ${formatCount(tracker.records.done)} of ${formatCount(tracker.records.known)} records`}
          {left !== null && left > 1000 && ` · about ${formatDuration(left)} left`}
        </p>
        <TellMe />
      </div>
    </div>
  )
}

const stageLine = (stage: string): string =>
  stage === 'initialization'
    ? 'Waiting for the first worker'
    : stage === 'completed'
      ? 'Almost there'
      : `${title(stage)} is at work`

function timesOf({ status, started_at: started, created_at: created, metrics }: ExecutionView): string {
  const { duration_ms: ms } = metrics
  const at = formatTime(started ?? created)
  if (typeof ms === 'number') return `${at}, took ${formatDuration(ms)}`
  return isFinal(status) ? at : `since ${at}`
}

const PartialNote = () => (
  <div className="note note-warn">
    <p>
      Not everything came through: a part could not be processed, or waits for a person. What did come through is
      complete and can be used; <strong>Left out</strong> says what did not and why. <em>Continue</em> tries the rest
      again.
    </p>
  </div>
)

function Actions({ run: { id, status } }: { run: ExecutionView }) {
  const onSuccess = (next: ExecutionView) => {
    queries.setQueryData(['run', id], next)
    void queries.invalidateQueries({ queryKey: ['runs'] })
  }
  const cancel = useMutation({ mutationFn: () => client.cancelPipeline({ params: { id } }), onSuccess })
  const retry = useMutation({ mutationFn: () => client.retryPipeline({ params: { id } }), onSuccess })
  const [stops, goesOn] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)]
  const keys = useKeys(
    useMemo(() => ({ c: () => stops.current?.click(), r: () => goesOn.current?.click() }), [stops, goesOn]),
  )
  return (
    <>
      {!isFinal(status) && status !== 'cancelling' && (
        <Confirm
          label="Cancel"
          opener={stops}
          question="Stop this run? What is done stays done, and it can be continued later."
          yes="Stop it"
          busy={cancel.isPending}
          onYes={() => cancel.mutate()}
        />
      )}
      {(status === 'partial' || status === 'failed' || status === 'cancelled') && (
        <button ref={goesOn} type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
          Continue
        </button>
      )}
      <RunKeys {...keys} />
      <ErrorNote error={cancel.error ?? retry.error} />
    </>
  )
}
