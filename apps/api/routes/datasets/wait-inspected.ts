import type { Dataset } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'

const LONGEST_MS = 20_000
const LOOK_MS = 100

/** The data set once its inspection has ended, or as it is after 20 s. */
export async function inspected({ datasets }: Pick<ApiDeps, 'datasets'>, dataset: Dataset): Promise<Dataset> {
  const until = performance.now() + LONGEST_MS
  let latest = dataset
  while (latest.status === 'inspecting' && performance.now() < until) {
    await delay(LOOK_MS)
    latest = (await datasets.get(dataset.id)) ?? latest
  }
  return latest
}
