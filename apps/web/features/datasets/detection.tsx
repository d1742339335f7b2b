import type { DatasetView } from '@techdeck/contracts'
import { formatBytes, formatCount, formatShare, plural } from '@techdeck/client/figures'
import { Table } from '../../ui/parts.tsx'

const HEAD = ['File', 'Format', 'Encoding', 'Sure', 'Rows', 'Unreadable', 'Conversations', 'Turns', 'Size']
const count = (value: number | undefined) => (value === undefined ? '–' : formatCount(value))

/** Rows that are shown; the largest archives hold thousands. */
const SHOWN = 200

/** What detection made of each file. */
export function Detection({ dataset: { files } }: { dataset: DatasetView }) {
  return (
    <>
      <Table label="What detection found in each file" head={HEAD}>
        {files.slice(0, SHOWN).map((file) => (
          <tr key={file.ordinal}>
            <th scope="row">{file.name}</th>
            <td>
              {file.format ?? '–'}
              {file.members !== undefined && ` with ${plural(file.members, 'member')}`}
            </td>
            <td>{file.encoding ?? '–'}</td>
            <td className="figure">{file.confidence === undefined ? '–' : formatShare(file.confidence)}</td>
            <td className="figure">{count(file.rows)}</td>
            <td className={file.bad_rows ? 'figure warn' : 'figure'}>{count(file.bad_rows)}</td>
            <td className="figure">{count(file.conversations)}</td>
            <td className="figure">{count(file.turns)}</td>
            <td className="figure">{formatBytes(file.size_bytes)}</td>
          </tr>
        ))}
      </Table>
      {files.length > SHOWN && <p className="muted">and {plural(files.length - SHOWN, 'file')} more</p>}
    </>
  )
}
