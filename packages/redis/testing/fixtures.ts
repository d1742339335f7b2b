import type { Tracker } from '@techdeck/contracts'

/** A tracker of a running execution. */
export const trackerOf = (executionId: string, changes: Partial<Tracker> = {}): Tracker => ({
  execution_id: executionId,
  type: 'pipeline_execution',
  status: 'running',
  progress: 0,
  current_stage: 'ingestion',
  total_stages: 6,
  completed_stages: [],
  stage_progress: {},
  dataset_ids: ['d'],
  start_time: null,
  estimated_completion: null,
  last_updated: '2026-01-01T00:00:00.000Z',
  records: { known: 0, done: 0, quarantined: 0 },
  subscribers: 0,
  cursor: '1:1',
  ...changes,
})

/** Waits until something is so, at most ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('It did not come to be.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
