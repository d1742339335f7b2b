import { MOST_RELEASED, type Dataset, type ExecuteSettings } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'

/**
 * Options by which conversations come out that were released by name. A request can name no others: releasing asks for a
 * permission, and is recorded.
 *
 * @throws ValidationError for options that do
 */
export async function withReleases(
  { releases }: Pick<ApiDeps, 'releases'>,
  datasets: readonly Pick<Dataset, 'id'>[],
  options: ExecuteSettings['options'],
): Promise<ExecuteSettings['options']> {
  const found = await Promise.all(datasets.map(({ id }) => releases.ofDataset(id, MOST_RELEASED)))
  const release = found.flatMap((list) => list.map(({ conversation }) => conversation)).slice(0, MOST_RELEASED)
  const given = options?.processing?.['release'] ?? []
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string' || !release.includes(id)))
    throw new ValidationError('Conversations are released by name, not by an option.', {
      details: [{ path: 'options.processing.release', problem: 'names some that were not released' }],
      userMessage: 'Release withheld conversations first: ./techdeck withheld release. Runs then let them through.',
    })
  return release.length === 0
    ? options
    : { ...options, processing: { ...options?.processing, release: [...new Set(release)].toSorted() } }
}
