import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useSearchParams } from 'wouter'
import {
  addDiffs,
  CHANGES,
  emptyDiff,
  isFinal,
  type Change,
  type DiffView,
  type ExecutionView,
  type RunDiff,
} from '@techdeck/contracts'
import { formatCount, formatScore } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { formatTime, title, words } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Facts, Loading } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

const AT_ONCE = 100
/** Conversations that are shown; the counts are of all. */
const SHOWN = 50

const CHANGE_NAMES: Readonly<Record<Change, string>> = {
  entered: 'Come out now',
  left: 'No longer come out',
  moved: 'Left out for another reason',
  score: 'Another score',
  label: 'Other labels',
  split: 'Another split',
}

/** What this run makes of the same data otherwise than another, and by which setting. */
export function Compare({ run }: { run: ExecutionView }) {
  const [search, setSearch] = useSearchParams()
  const runs = useQuery({
    queryKey: ['runs', 'newest'],
    queryFn: ({ signal }) => client.listPipelines({ query: { limit: 200 }, signal }),
  })
  if (runs.isPending) return <Loading what="Looking for other runs" />
  if (runs.isError) return <ErrorNote error={runs.error} onRetry={() => void runs.refetch()} />
  const others = runs.data.data.filter(
    ({ id, status, dataset_ids: sets }) =>
      id !== run.id && isFinal(status) && sets.some((set) => run.dataset_ids.includes(set)),
  )
  const other = search.get('with') ?? ''
  if (others.length === 0)
    return <Empty title="There is nothing to compare with.">It takes another run of the same data set.</Empty>
  return (
    <>
      <Card title="Compare with">
        <label className="field">
          <span>Another run of the same data</span>
          <select value={other} onChange={({ target }) => setSearch(target.value === '' ? {} : { with: target.value })}>
            <option value="">Choose one</option>
            {others.map(({ id, created_at: at, execution_mode: mode, quality_threshold: threshold }) => (
              <option key={id} value={id}>
                {formatTime(at)}, {title(mode)}, threshold {threshold.toFixed(2)}
              </option>
            ))}
          </select>
        </label>
      </Card>
      {other !== '' && <Difference key={other} id={run.id} other={other} />}
    </>
  )
}

function Difference({ id, other }: { id: string; other: string }) {
  const { data, error, isPending, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['diff', other, id],
    queryFn: ({ pageParam, signal }) =>
      client.diffPipelines({
        params: { id: other, other: id },
        query: { limit: AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ meta }) => meta.next_cursor,
    staleTime: Infinity,
  })
  useEffect(() => {
    // The sums are of all pages.
    if (hasNextPage && !isFetching && !error) void fetchNextPage()
  }, [hasNextPage, isFetching, error, fetchNextPage])
  if (isPending) return <Loading what="Comparing" />
  if (!data) return <ErrorNote error={error} onRetry={() => void refetch()} />
  const pages = data.pages.map((page) => page.data)
  const diff = pages.reduce((sum, page) => addDiffs(sum, page.diff), emptyDiff())
  return (
    <>
      {hasNextPage && <Loading what="Reading the rest" />}
      <ErrorNote error={error} />
      <Settings differences={pages[0].differences} />
      <Outcome diff={diff} />
      <Changed id={id} conversations={pages.flatMap(({ conversations }) => conversations).slice(0, SHOWN)} />
    </>
  )
}

function Settings({ differences }: { differences: DiffView['differences'] }) {
  return (
    <Card title="What is set otherwise">
      {differences.length === 0 ? (
        <p className="muted">Nothing: both runs were made of the same, by the same settings and versions.</p>
      ) : (
        <Table
          label="Settings that differ"
          rows={differences}
          keyOf={({ dataset_id: set, stage, name }) => `${set} ${stage} ${name}`}
          columns={[
            { name: 'Stage', render: ({ stage }) => title(stage), isHeading: true },
            { name: 'Setting', render: ({ name }) => words(name), sortBy: ({ name }) => name },
            { name: 'Other run', render: ({ a }) => <code className="excerpt">{show(a)}</code> },
            { name: 'This run', render: ({ b }) => <code className="excerpt">{show(b)}</code> },
          ]}
        />
      )}
    </Card>
  )
}

const show = (value: unknown): string =>
  value === null ? '–' : (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)

function Outcome({ diff: { out, same, counts, score, causes } }: { diff: RunDiff }) {
  return (
    <Card title="What came of it">
      <Facts
        facts={[
          ['Other run', formatCount(out.a)],
          ['This run', formatCount(out.b)],
          ['The same in both', formatCount(same)],
          ...CHANGES.map((change) => [CHANGE_NAMES[change], formatCount(counts[change])] as const),
          counts.score === 0
            ? null
            : [
                'Mean change of score',
                `${score.sum < 0 ? '−' : '+'}${formatScore(Math.abs(score.sum) / counts.score)}`,
              ],
        ]}
      />
      {causes.length > 0 && (
        <Table
          label="Where and why"
          rows={causes}
          keyOf={({ change, stage, reason }) => `${change} ${stage} ${reason}`}
          columns={[
            {
              name: 'Change',
              render: ({ change }) => CHANGE_NAMES[change],
              sortBy: ({ change }) => CHANGE_NAMES[change],
              isHeading: true,
            },
            { name: 'At', render: ({ stage }) => title(stage), sortBy: ({ stage }) => stage },
            { name: 'Why', render: ({ reason }) => (reason === undefined ? '' : explainReason(reason)) },
            { name: 'Because of', render: ({ because }) => because.map(words).join(', ') },
            {
              name: 'Conversations',
              render: ({ count }) => formatCount(count),
              sortBy: ({ count }) => count,
              isFigure: true,
            },
          ]}
        />
      )}
    </Card>
  )
}

function Changed({ id, conversations }: { id: string; conversations: DiffView['conversations'] }) {
  if (conversations.length === 0) return null
  return (
    <Card title={conversations.length === SHOWN ? `The first ${SHOWN} that changed` : 'What changed'}>
      <Table
        label="Conversations that changed"
        rows={conversations}
        keyOf={({ conversation_id: conversation }) => conversation}
        columns={[
          {
            name: 'Conversation',
            render: ({ conversation_id: conversation }) => (
              <Link href={`/runs/${id}/why?place=${conversation}`}>{conversation.slice(0, 10)}</Link>
            ),
          },
          { name: 'Change', render: namesOf, sortBy: namesOf },
          { name: 'Other run', render: ({ a }) => sideOf(a), sortBy: ({ a }) => a?.score },
          { name: 'This run', render: ({ b }) => sideOf(b), sortBy: ({ b }) => b?.score },
        ]}
      />
    </Card>
  )
}

const namesOf = ({ changes }: DiffView['conversations'][number]): string =>
  changes.map((change) => CHANGE_NAMES[change]).join(', ')

function sideOf(side: DiffView['conversations'][number]['a']): string {
  if (side === null) return 'not there'
  const { outcome, stage, score, split } = side
  return [
    outcome === 'exported' || outcome === 'kept' ? outcome : `${outcome} at ${stage}`,
    score !== undefined && formatScore(score),
    split,
  ]
    .filter(Boolean)
    .join(', ')
}
