import { useMemo, useState } from 'react'
import { isFinal, type ExecutionView } from '@techdeck/contracts'
import { formatDuration, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { formatTime, title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { lanesOf, succeeded, type Lane, type Lanes } from './lanes.ts'
import { sayEvent } from './say-event.ts'

const EVENTS_AT_ONCE = 200

/** When each stage waited and worked, and all that was told of the run, from the records. */
export function Timeline({ run }: { run: ExecutionView }) {
  const { id } = run
  const { list: log, entries: events } = usePages({
    queryKey: ['events', id],
    page: ({ cursor }, signal) =>
      client.listEvents({
        params: { id },
        query: { limit: EVENTS_AT_ONCE, ...(cursor !== undefined && { after: cursor }) },
        signal,
      }),
    grows: !isFinal(run.status),
  })
  return (
    <>
      <Chart lanes={lanesOf(run, events, log.dataUpdatedAt)} hasSeveral={run.datasets.length > 1} />
      <Card title="What happened" aside={<span className="muted">{plural(events.length, 'event')}</span>}>
        {log.isPending && <Loading what="Reading events" />}
        <ErrorNote error={log.error} onRetry={() => void log.refetch()} />
        {events.length > 0 && (
          <ol className="log" aria-label="Events of the run">
            {events.map((event) => {
              const { text, tone } = sayEvent(event)
              return (
                <li key={event.cursor} className={`log-${tone}`}>
                  <span className="figure small muted" title={event.timestamp}>
                    +{formatDuration(Math.max(0, Date.parse(event.timestamp) - Date.parse(run.created_at)))}
                  </span>
                  <span className="badge-dot" aria-hidden="true" />
                  <span>{text}</span>
                </li>
              )
            })}
          </ol>
        )}
        <ShowMore list={log} />
      </Card>
    </>
  )
}

const TICKS = [0, 0.25, 0.5, 0.75, 1]

function Chart({ lanes: { begin, end, lanes }, hasSeveral }: { lanes: Lanes; hasSeveral: boolean }) {
  const [withWaiting, setWithWaiting] = useState(true)
  const [hidesGood, setHidesGood] = useState(false)
  useKeys(useMemo(() => ({ q: () => setWithWaiting((on) => !on) }), []))
  const shown = hidesGood ? lanes.filter((lane) => !succeeded(lane)) : lanes
  const share = (time: number) => `${((time - begin) / (end - begin)) * 100}%`
  return (
    <Card
      title="Timeline"
      aside={
        <>
          <label className="choice-small">
            <input type="checkbox" checked={withWaiting} onChange={({ target }) => setWithWaiting(target.checked)} />
            Waiting
          </label>
          <label className="choice-small">
            <input type="checkbox" checked={hidesGood} onChange={({ target }) => setHidesGood(target.checked)} />
            Hide what succeeded
          </label>
        </>
      }
    >
      <p className="small muted">
        From {formatTime(new Date(begin).toISOString())}, {formatDuration(end - begin)} in all. A line in a bar says
        that shards were saved.
      </p>
      {shown.length === 0 && <p className="muted">All stages succeeded.</p>}
      <ol className="lanes">
        {shown.map((lane) => (
          <li key={lane.key} className="lane">
            <span className="lane-name">
              {title(lane.stage)}
              {hasSeveral && <code className="small muted"> {lane.datasetId.slice(-6)}</code>}
            </span>
            <span className="lane-track" aria-hidden="true">
              {withWaiting && lane.from !== null && lane.from > lane.asked && (
                <span
                  className="lane-wait"
                  style={{ insetInlineStart: share(lane.asked), insetInlineEnd: `calc(100% - ${share(lane.from)})` }}
                />
              )}
              {lane.from !== null && lane.to !== null && (
                <span
                  className={`lane-bar lane-${lane.status}`}
                  style={{ insetInlineStart: share(lane.from), insetInlineEnd: `calc(100% - ${share(lane.to)})` }}
                />
              )}
              {lane.saved.map(({ at, done, of }) => (
                <span
                  key={at}
                  className="lane-saved"
                  title={`${done} of ${of} shards`}
                  style={{ insetInlineStart: share(at) }}
                />
              ))}
            </span>
            <span className="small muted figure lane-time">{timeOf(lane, withWaiting)}</span>
          </li>
        ))}
        <li className="lane lane-axis" aria-hidden="true">
          <span className="lane-name" />
          <span className="lane-ticks small muted">
            {TICKS.map((part) => (
              <span key={part}>{formatDuration((end - begin) * part)}</span>
            ))}
          </span>
          <span className="lane-time" />
        </li>
      </ol>
    </Card>
  )
}

function timeOf({ status, asked, from, to }: Lane, withWaiting: boolean): string {
  if (status === 'reused') return 'taken over'
  if (from === null || to === null) return status === 'pending' ? 'waits' : status
  const waited = withWaiting && from - asked >= 100 ? `, waited ${formatDuration(from - asked)}` : ''
  return `${formatDuration(to - from)}${waited}${status === 'completed' ? '' : `, ${status}`}`
}
