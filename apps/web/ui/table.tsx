import {
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ReactTable,
  type Row as TableRow,
  type TableState,
} from '@tanstack/react-table'
import { useState, type ReactNode } from 'react'

/** What a table shows of each row, and in what order rows may be put by it. */
export interface Column<Row> {
  readonly name: string
  readonly render: (row: Row) => ReactNode
  /** Its values in order; rows without one come last. Without it, nobody may sort by this column. */
  readonly sortBy?: (row: Row) => string | number | null | undefined
  /** Names the row. */
  readonly isHeading?: boolean
  /** A number: aligned by its digits, and sorted from the highest down at first. */
  readonly isFigure?: boolean
  readonly className?: string | ((row: Row) => string)
  /** Said when the cell is pointed at. */
  readonly hint?: (row: Row) => string | undefined
  /** How the order is called by whoever keeps it; else the name. */
  readonly id?: string
}

/** Rows that are chosen to do something with all of them at once. */
export interface Picking<Row> {
  readonly picked: ReadonlySet<string>
  readonly onPick: (picked: ReadonlySet<string>) => void
  readonly mayPick: (row: Row) => boolean
  readonly nameOf: (row: Row) => string
}

export interface TableOf<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly picking?: Picking<Row>
}

/** The order that somebody else keeps, and has brought the rows into. */
export interface KeptOrder {
  readonly by: string
  readonly isDescending: boolean
  readonly onOrder: (order: { by: string; isDescending: boolean } | null) => void
}

interface Values {
  getValue: (column: string) => unknown
}
function compare(a: Values, b: Values, column: string): number {
  const [x, y] = [a.getValue(column), b.getValue(column)] as (string | number)[]
  return typeof x === 'string' && typeof y === 'string' ? names.compare(x, y) : Number(x > y) - Number(x < y)
}
const names = new Intl.Collator(undefined, { numeric: true })

const features = tableFeatures({
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
})
type Features = typeof features

/** A table that scrolls by itself where it is wider than the page, by keyboard, too. */
export function Table<Row extends object>(props: TableOf<Row>) {
  const table = useRows(props)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className="table-frame" role="region" aria-label={props.label} tabIndex={0}>
      <table>
        <thead>
          <HeadRow {...props} table={table} />
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <BodyRow key={row.id} {...props} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Rows in the order that was chosen, and which of them are picked. */
export function useRows<Row extends object>(
  { columns, rows, keyOf, picking }: TableOf<Row>,
  kept?: KeptOrder,
): ReactTable<Features, Row> {
  const [own, setOwn] = useState<{ id: string; desc: boolean }[]>([])
  const sorting = kept ? [{ id: kept.by, desc: kept.isDescending }] : own
  const rowSelection = Object.fromEntries([...(picking?.picked ?? [])].map((id) => [id, true as const]))
  return useTable<Features, Row, TableState<Features>>({
    features,
    columns: columns.map(definitionOf),
    data: rows,
    getRowId: keyOf,
    enableMultiSort: false,
    manualSorting: kept !== undefined,
    enableRowSelection: ({ original }) => picking?.mayPick(original) ?? false,
    state: { sorting, rowSelection },
    onSortingChange(change) {
      const next = typeof change === 'function' ? change(sorting) : change
      if (!kept) setOwn(next)
      else kept.onOrder(next.length === 0 ? null : { by: next[0].id, isDescending: next[0].desc })
    },
    onRowSelectionChange(change) {
      const next = typeof change === 'function' ? change(rowSelection) : change
      picking?.onPick(new Set(Object.keys(next).filter((id) => next[id])))
    },
  })
}

export const idOf = <Row,>({ id, name }: Column<Row>): string => id ?? name

const definitionOf = <Row extends object>(column: Column<Row>): ColumnDef<Features, Row> => ({
  id: idOf(column),
  accessorFn: (row) => column.sortBy?.(row) ?? undefined,
  enableSorting: column.sortBy !== undefined,
  sortDescFirst: column.isFigure ?? false,
  sortUndefined: 'last',
  sortFn: compare,
})

/** Names of the columns; a button where rows may be sorted by it. */
export function HeadRow<Row extends object>({
  columns,
  picking,
  table,
  index,
}: TableOf<Row> & { table: ReactTable<Features, Row>; index?: number }) {
  return (
    <tr aria-rowindex={index}>
      {picking && (
        <th scope="col" className="cell-pick">
          <input
            type="checkbox"
            aria-label="All"
            checked={table.getIsAllRowsSelected()}
            ref={(box) => {
              if (box) box.indeterminate = table.getIsSomeRowsSelected()
            }}
            onChange={table.getToggleAllRowsSelectedHandler()}
          />
        </th>
      )}
      {columns.map((column) => {
        const head = table.getColumn(idOf(column))
        const sorted = head?.getIsSorted() ?? false
        const className = column.isFigure ? 'figure' : undefined
        if (!head?.getCanSort())
          return (
            <th key={idOf(column)} scope="col" className={className}>
              {column.name}
            </th>
          )
        return (
          <th
            key={idOf(column)}
            scope="col"
            className={className}
            aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            <button type="button" className="sort" onClick={() => head.toggleSorting()}>
              {column.name}
              <span className="sort-mark" aria-hidden="true">
                {sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : '↕'}
              </span>
            </button>
          </th>
        )
      })}
    </tr>
  )
}

export function BodyRow<Row extends object>({
  columns,
  picking,
  row,
  index,
}: TableOf<Row> & { row: TableRow<Features, Row>; index?: number }) {
  return (
    <tr aria-rowindex={index}>
      {picking && (
        <td className="cell-pick">
          <input
            type="checkbox"
            aria-label={picking.nameOf(row.original)}
            disabled={!row.getCanSelect()}
            checked={row.getIsSelected()}
            onChange={row.getToggleSelectedHandler()}
          />
        </td>
      )}
      {columns.map((column) => {
        const cell = column.render(row.original)
        if (column.isHeading)
          return (
            <th key={idOf(column)} scope="row">
              {cell}
            </th>
          )
        return (
          <td key={idOf(column)} className={classOf(column, row.original)} title={column.hint?.(row.original)}>
            {cell}
          </td>
        )
      })}
    </tr>
  )
}

function classOf<Row>({ isFigure, className }: Column<Row>, row: Row): string | undefined {
  const own = typeof className === 'function' ? className(row) : className
  return [isFigure && 'figure', own].filter(Boolean).join(' ') || undefined
}
