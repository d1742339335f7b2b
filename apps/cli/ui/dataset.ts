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
    ...describeFiles(dataset.files),
    formatBytes(dataset.size_bytes),
  ]
  const fileNames = new Map(dataset.files.map(({ ordinal, name: fileName }) => [ordinal, printable(fileName)]))
  return [
    `Data set ${id} ${status}: ${printable(name)}${kind ? ` (${kind})` : ''}, ${holds.join(', ')}`,
    ...(dataset.unpacked_gone_at === undefined
      ? []
      : ['  What was unpacked of its files is gone, by retention. The next run unpacks them again.']),
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

/** How many files were uploaded, and how many they hold. */
function describeFiles(files: DatasetView['files']): string[] {
  const members = files.filter(({ container }) => container !== undefined).length
  const uploaded = files.length - members
  return [
    ...(uploaded > 1 ? [plural(uploaded, 'file')] : []),
    ...(members > 0 ? [plural(members, 'member of an archive', 'members of archives')] : []),
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
