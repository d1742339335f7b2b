import { useMemo, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ApiError } from '@techdeck/client'
import { isFinal, type ExecutionView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading } from '../../ui/parts.tsx'
import { Brush } from './brush.tsx'
import { Facets } from './facets.tsx'
import { figureOf } from './figures-of.ts'
import { sayRange, sayValue } from './say.ts'
import {
  FACETS,
  isAll,
  isIn,
  searchOf,
  sliceOf,
  sorted,
  withRange,
  withValue,
  type Range,
  type Row,
  type Slice,
} from './slice.ts'
import { ConversationTable } from './table.tsx'
import { useConversations, usePlaces } from './use-conversations.ts'

/** Figures that are drawn before anybody chooses others. */
const USUAL = ['score_overall', 'turns', 'reflection_to_question', 'empathy_cue_rate']
const COLUMNS = ['score_overall', 'turns']
const ALL: Range = [null, null]

/** All conversations of a run: drawn by their figures, narrowed by what they have, and listed. The address says which. */
export function Conversations({ run }: { run: ExecutionView }) {
  const { id, dataset_ids: datasets, status } = run
  const [search, setSearch] = useSearchParams()
  const slice = useMemo(() => sliceOf(search), [search])
  const { list, rows, figures, total } = useConversations(run)
  const placeOf = usePlaces(datasets)
  const maySlice = useMay('pipeline:execute')
  const chosen = useMemo(() => rows.filter((row) => isIn(row, slice)), [rows, slice])
  const ordered = useMemo(() => sorted(chosen, slice), [chosen, slice])
  const [added, setAdded] = useState<readonly string[]>([])
  if (list.isPending) return <Loading what="Reading the conversations" />
  if (list.isError && rows.length === 0) {
    const isEarly = list.error instanceof ApiError && list.error.status === 404 && !isFinal(status)
    return isEarly ? (
      <Empty title="The files are being read; conversations are there in a moment." />
    ) : (
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
    )
  }
  if (rows.length === 0) return <Empty title="There are no conversations in it." />
  const onChange = (next: Slice) => setSearch(searchOf(next), { replace: true })
  const drawn = [...new Set([...USUAL, ...added, ...Object.keys(slice.ranges)])].filter((name) =>
    figures.includes(name),
  )
  const query = searchOf(slice).toString()
  const hrefOf = (row: Row) => `/runs/${id}/conversations/${row.id}${query && `?${query}`}`
  const columns = [...new Set([...COLUMNS, ...added, ...Object.keys(slice.ranges)])]
  return (
    <>
      <Card
        title="How they are spread"
        aside={
          <AddFigure
            figures={figures.filter((name) => !drawn.includes(name))}
            onAdd={(name) => setAdded([...added, name])}
          />
        }
      >
        <div className="brushes">
          {drawn.map((name) => (
            <Brush
              key={name}
              figure={name}
              rows={rows}
              chosen={chosen}
              range={slice.ranges[name] ?? ALL}
              onChange={(range) => onChange(withRange(slice, name, range))}
            />
          ))}
        </div>
        <p className="small muted">
          Draw over a figure, or type its bounds, and only those conversations are listed. A click into it shows all
          again.
        </p>
      </Card>
      <div className="explore">
        <details className="explore-facets" open={matchMedia('(min-width: 60rem)').matches}>
          <summary>Narrow them down</summary>
          <Facets rows={rows} slice={slice} onChange={onChange} />
        </details>
        <Card
          title={
            <span aria-live="polite">
              {isAll(slice)
                ? plural(rows.length, 'conversation')
                : `${formatCount(chosen.length)} of ${plural(rows.length, 'conversation')}`}
            </span>
          }
          aside={
            !isAll(slice) && (
              <button
                type="button"
                className="button button-small"
                onClick={() =>
                  onChange(sliceOf(new URLSearchParams(slice.sort === 'place' ? '' : `sort=${slice.sort}`)))
                }
              >
                Show all
              </button>
            )
          }
        >
          <Chosen slice={slice} onChange={onChange} />
          {ordered.length === 0 ? (
            <Empty title="No conversation is like that.">Take something away again.</Empty>
          ) : (
            <ConversationTable
              rows={ordered}
              figures={columns}
              sort={slice.sort}
              onSort={(sort) => onChange({ ...slice, sort })}
              placeOf={placeOf}
              hrefOf={hrefOf}
            />
          )}
          <More list={list} held={rows.length} total={total} />
          {maySlice && (
            <div className="actions">
              <Link className="button" href={`/runs/${id}/plan${query && `?${query}`}`}>
                Plan an export of these
              </Link>
            </div>
          )}
          <p className="small muted">
            Rows of the files that became no conversation are under{' '}
            <Link href={`/runs/${id}/quarantine`}>Left out</Link>.
          </p>
        </Card>
      </div>
    </>
  )
}

/** What the slice is made of; each piece can be taken away. */
function Chosen({ slice, onChange }: { slice: Slice; onChange: (slice: Slice) => void }) {
  const pieces: readonly (readonly [key: string, text: string, without: Slice])[] = [
    ...FACETS.flatMap((facet) =>
      slice.facets[facet].map(
        (value) => [`${facet} ${value}`, sayValue(facet, value), withValue(slice, facet, value, false)] as const,
      ),
    ),
    ...Object.entries(slice.ranges).map(
      ([name, range]) => [name, sayRange(name, range), withRange(slice, name, ALL)] as const,
    ),
  ]
  if (pieces.length === 0) return null
  return (
    <ul className="chips" aria-label="The slice">
      {pieces.map(([key, text, without]) => (
        <li key={key} className="chip chip-plain">
          {text}
          <button
            type="button"
            className="chip-remove"
            aria-label={`Without ${text}`}
            onClick={() => onChange(without)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}

function AddFigure({ figures, onAdd }: { figures: readonly string[]; onAdd: (name: string) => void }) {
  if (figures.length === 0) return null
  return (
    <select aria-label="Draw another figure" value="" onChange={({ target }) => onAdd(target.value)}>
      <option value="">Draw another …</option>
      {figures.map((name) => (
        <option key={name} value={name}>
          {figureOf(name).name}
        </option>
      ))}
    </select>
  )
}

/** While there are more than were read. */
function More({
  list,
  held,
  total,
}: {
  list: ReturnType<typeof useConversations>['list']
  held: number
  total: number | null
}) {
  if (list.isError) return <ErrorNote error={list.error} onRetry={() => void list.fetchNextPage()} />
  if (!list.hasNextPage) return null
  const so = `${formatCount(held)}${total === null ? '' : ` of ${formatCount(total)}`} conversations are here`
  if (list.isFetchingNextPage) return <Loading what={so} />
  return (
    <div className="actions">
      <span className="small muted">{so}; figures and lists are of these.</span>
      <button type="button" className="button button-small" onClick={() => void list.fetchNextPage()}>
        Read more
      </button>
    </div>
  )
}
