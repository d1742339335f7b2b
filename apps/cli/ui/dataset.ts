import type { DatasetVersionView, DatasetView } from '@techdeck/contracts'
import { formatBytes, plural } from '@techdeck/client/figures'
import { formatTime, printable } from './format.ts'
import { table } from './table.ts'

/** What a data set is and what inspection found, as lines for people. */
export function describeDataset(dataset: DatasetView): string[] {
  const { id, name, status, format, encoding, conversation_count: conversations, turn_count: turns } = dataset
  const kind = [format, encoding].filter((part) => part !== null).join(', ')
  const holds = [
    ...(conversations === null ? [] : [plural(conversations, 'conversation')]),
    ...(turns === null ? [] : [plural(turns, 'turn')]),
    ...(dataset.files.length > 1 ? [plural(dataset.files.length, 'file')] : []),
    formatBytes(dataset.size_bytes),
  ]
  const fileNames = new Map(dataset.files.map(({ ordinal, name: fileName }) => [ordinal, printable(fileName)]))
  return [
    `Data set ${id} ${status}: ${printable(name)}${kind ? ` (${kind})` : ''}, ${holds.join(', ')}`,
    ...dataset.problems.map(({ code, message, file, line }) => {
      const where = [
        file === undefined ? undefined : fileNames.get(file),
        line === undefined ? undefined : `line ${line}`,
      ]
      const shown = where.filter((part) => part !== undefined).join(', ')
      return `  ${code}${shown ? ` (${shown})` : ''}: ${printable(message)}`
    }),
  ]
}

export const datasetTable = (datasets: readonly DatasetView[]): string[] =>
  table(
    ['id', 'name', 'status', 'format', 'conversations', 'size', 'created'],
    datasets.map((dataset) => [
      dataset.id,
      dataset.name,
      dataset.status,
      dataset.format,
      dataset.conversation_count,
      formatBytes(dataset.size_bytes),
      formatTime(dataset.created_at),
    ]),
    '',
  )

export const versionTable = (versions: readonly DatasetVersionView[]): string[] =>
  table(
    ['version', 'files', 'format', 'conversations', 'size', 'since'],
    versions.map((held) => [
      held.version,
      held.files,
      held.format,
      held.conversation_count,
      formatBytes(held.size_bytes),
      formatTime(held.created_at),
    ]),
    '',
  )
