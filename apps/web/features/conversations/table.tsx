import { Link } from 'wouter'
import { formatCount } from '@techdeck/client/figures'
import { words } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { OutcomeBadge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/table.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { figureOf, sayFigure } from './figures-of.ts'
import { UNSORTED, type Row } from './slice.ts'

const FINDINGS = 2

/** The conversations of a slice, in its order. */
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
  const columns: readonly Column<Row>[] = [
    {
      id: UNSORTED,
      name: 'Conversation',
      render: (row) => <Link href={hrefOf(row)}>{placeOf(row)}</Link>,
      sortBy: placeOf,
      isHeading: true,
    },
    {
      id: 'outcome',
      name: 'Outcome',
      render: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
      sortBy: ({ outcome }) => outcome,
      hint: ({ reason }) => (reason === undefined ? undefined : explainReason(reason)),
    },
    ...figures.map((name) => ({
      id: name,
      name: figureOf(name).name,
      render: (row: Row) => sayFigure(name, row.figures[name]),
      sortBy: (row: Row) => row.figures[name],
      isFigure: true,
    })),
    { name: 'Language', render: ({ language }) => language ?? '–' },
    { name: 'Found in it', render: foundIn, className: 'cell-found' },
    { name: 'Split', render: ({ split }) => split ?? '–' },
  ]
  return (
    <VirtualTable
      label="Conversations"
      columns={columns}
      rows={rows}
      keyOf={({ dataset_id: dataset, id }) => `${dataset} ${id}`}
      order={{
        by: sort.replace(/^-/, ''),
        isDescending: sort.startsWith('-'),
        onOrder: (order) => onSort(order ? `${order.isDescending ? '-' : ''}${order.by}` : UNSORTED),
      }}
    />
  )
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
