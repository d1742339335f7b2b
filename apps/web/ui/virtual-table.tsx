import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { BodyRow, HeadRow, useRows, type KeptOrder, type TableOf } from './table.tsx'

const ROW_PX = 44

/** A table of any length: however many rows there are, only those that are looked at are in the page. */
export function VirtualTable<Row extends object>({ order, ...props }: TableOf<Row> & { order: KeptOrder }) {
  const frame = useRef<HTMLDivElement>(null)
  const table = useRows(props, order)
  const { rows } = table.getRowModel()
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
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div ref={frame} className="table-frame table-virtual" role="region" aria-label={props.label} tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <HeadRow {...props} table={table} index={1} />
        </thead>
        <tbody>
          {before > 0 && <Space px={before} columns={props.columns.length} />}
          {shown.map(({ index }) => (
            <BodyRow key={rows[index].id} {...props} row={rows[index]} index={index + 2} />
          ))}
          {after > 0 && <Space px={after} columns={props.columns.length} />}
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
