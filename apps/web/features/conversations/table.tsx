import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link } from 'wouter'
import { formatCount } from '@techdeck/client/figures'
import { words } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { OutcomeBadge } from '../../ui/badge.tsx'
import { figureOf, sayFigure } from './figures-of.ts'
import type { Row } from './slice.ts'

const ROW_PX = 44
const FINDINGS = 2

/** The conversations of a slice. However many there are, only those that are looked at are in the page. */
export function ConversationTable({
  rows,
  figures,
  sort,
  onSort,
  placeOf,
  hrefOf,
}: {
  rows: readonly Row[]
  /** Figures that have a column. */
  figures: readonly string[]
  sort: string
  onSort: (sort: string) => void
  placeOf: (row: Row) => string
  hrefOf: (row: Row) => string
}) {
  const frame = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the compiler leaves this component as it is
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const columns: readonly (readonly [key: string | null, name: string])[] = [
    ['place', 'Conversation'],
    ['outcome', 'Outcome'],
    ...figures.map((name) => [name, figureOf(name).name] as const),
    [null, 'Language'],
    [null, 'Found in it'],
    [null, 'Split'],
  ]
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div ref={frame} className="table-frame table-virtual" role="region" aria-label="Conversations" tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(([key, name]) => (
              <th key={name} scope="col" aria-sort={key === null ? undefined : directionOf(key, sort)}>
                {key === null ? name : <SortButton name={name} by={key} sort={sort} onSort={onSort} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space px={before} columns={columns.length} />}
          {shown.map(({ index }) => {
            const row = rows[index]
            return (
              <tr key={`${row.dataset_id} ${row.id}`} aria-rowindex={index + 2}>
                <th scope="row">
                  <Link href={hrefOf(row)}>{placeOf(row)}</Link>
                </th>
                <td title={row.reason === undefined ? undefined : explainReason(row.reason)}>
                  <OutcomeBadge outcome={row.outcome} />
                </td>
                {figures.map((name) => (
                  <td key={name} className="figure">
                    {sayFigure(name, row.figures[name])}
                  </td>
                ))}
                <td>{row.language ?? '–'}</td>
                <td className="cell-found">{foundIn(row)}</td>
                <td>{row.split ?? '–'}</td>
              </tr>
            )
          })}
          {after > 0 && <Space px={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  )
}

/** Stands for rows that are not in the page. */
const Space = ({ px, columns }: { px: number; columns: number }) => (
  <tr aria-hidden="true" className="table-space">
    {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it is hidden, and no control */}
    <td colSpan={columns} style={{ blockSize: px }} />
  </tr>
)

function SortButton({
  name,
  by,
  sort,
  onSort,
}: {
  name: string
  by: string
  sort: string
  onSort: (sort: string) => void
}) {
  const direction = directionOf(by, sort)
  return (
    <button
      type="button"
      className="sort"
      onClick={() => onSort(direction === 'descending' ? by : direction === 'ascending' ? `-${by}` : first(by))}
    >
      {name}
      <span aria-hidden="true">{direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}</span>
    </button>
  )
}

/** Places and outcomes are read from the first on, figures from the highest down. */
const first = (by: string): string => (by === 'place' || by === 'outcome' ? by : `-${by}`)

function directionOf(by: string, sort: string): 'ascending' | 'descending' | undefined {
  return sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : undefined
}

function foundIn({ findings }: Row): string {
  const all = Object.entries(findings).toSorted(([, a], [, b]) => b - a)
  const said = all.slice(0, FINDINGS).map(([finding, count]) => {
    const [, category = ''] = finding.split('.', 2)
    return count === 1 ? words(category) : `${words(category)} × ${formatCount(count)}`
  })
  const more = all.length - said.length
  return [...said, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
