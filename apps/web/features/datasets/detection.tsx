import type { DatasetView } from '@techdeck/contracts'
import { formatBytes, formatCount, formatShare, plural } from '@techdeck/client/figures'
import { Table, type Column } from '../../ui/table.tsx'

const count = (value: number | undefined) => (value === undefined ? '–' : formatCount(value))

const COLUMNS: readonly Column<DatasetView['files'][number]>[] = [
  { name: 'File', render: ({ name }) => name, sortBy: ({ name }) => name, isHeading: true },
  {
    name: 'Format',
    render: ({ format, members }) =>
      `${format ?? '–'}${members === undefined ? '' : ` with ${plural(members, 'member')}`}`,
    sortBy: ({ format }) => format,
  },
  { name: 'Encoding', render: ({ encoding }) => encoding ?? '–', sortBy: ({ encoding }) => encoding },
  {
    name: 'Sure',
    render: ({ confidence }) => (confidence === undefined ? '–' : formatShare(confidence)),
    sortBy: ({ confidence }) => confidence,
    isFigure: true,
  },
  { name: 'Rows', render: ({ rows }) => count(rows), sortBy: ({ rows }) => rows, isFigure: true },
  {
    name: 'Unreadable',
    render: ({ bad_rows: bad }) => count(bad),
    sortBy: ({ bad_rows: bad }) => bad,
    isFigure: true,
    className: ({ bad_rows: bad }) => (bad ? 'warn' : ''),
  },
  {
    name: 'Conversations',
    render: ({ conversations }) => count(conversations),
    sortBy: ({ conversations }) => conversations,
    isFigure: true,
  },
  { name: 'Turns', render: ({ turns }) => count(turns), sortBy: ({ turns }) => turns, isFigure: true },
  { name: 'Size', render: (file) => formatBytes(file.size_bytes), sortBy: (file) => file.size_bytes, isFigure: true },
]

/** Rows that are shown; the largest archives hold thousands. */
const SHOWN = 200

/** What detection made of each file. */
export function Detection({ dataset: { files } }: { dataset: DatasetView }) {
  return (
    <>
      <Table
        label="What detection found in each file"
        rows={files.slice(0, SHOWN)}
        keyOf={({ ordinal }) => String(ordinal)}
        columns={COLUMNS}
      />
      {files.length > SHOWN && <p className="muted">and {plural(files.length - SHOWN, 'file')} more</p>}
    </>
  )
}
