import type { DatasetView, Tracker } from '@techdeck/contracts'
import type { RunView } from './views.ts'

/** `1 run`, `2 runs`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const datasetLine = ({ id, name, status, format, conversation_count, problems }: DatasetView): string =>
  [
    `${id} ${JSON.stringify(name)}: ${status}`,
    ...(format === null ? [] : [format]),
    ...(conversation_count === null ? [] : [count(conversation_count, 'conversation')]),
    ...problems.map(({ code, count: times }) => (times === undefined ? code : `${code} ×${times}`)),
  ].join(', ')

export const runLine = ({
  id,
  status,
  execution_mode,
  dataset_ids,
  error,
}: Pick<RunView, 'id' | 'status' | 'execution_mode' | 'dataset_ids' | 'error'>): string =>
  `${id}: ${status} (${execution_mode}, ${count(dataset_ids.length, 'data set')})${error ? `, ${error.code}: ${error.message}` : ''}`

/** Where a run is, and what a caller does next. */
export function trackerText({ execution_id: id, status, progress, current_stage, records, cursor }: Tracker): string {
  const place = `Run ${id} is ${status}, ${progress} %, at ${current_stage}; ${records.done} of ${count(records.known, 'record')} done, ${records.quarantined} quarantined; cursor ${cursor}.`
  const next: Partial<Record<Tracker['status'], string>> = {
    completed: 'Next: get_report, get_preview, list_exports.',
    partial:
      'Some records were left out or withheld. Next: get_report says what and why; retry_run tries the rest again.',
    failed: 'Next: get_report or get_events says why; retry_run goes on from what is done.',
    cancelled: 'retry_run goes on from what is done.',
  }
  return `${place} ${next[status] ?? 'Next: get_run with wait_seconds: 20.'}`
}
