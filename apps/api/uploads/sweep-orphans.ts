import type { ApiDeps } from '../deps.ts'

export type SweepOrphansDeps = Pick<ApiDeps, 'artifacts' | 'datasets' | 'clock' | 'settings' | 'logger'>

/** Where each attempt to store files of a data set puts them: a folder of its own. */
const ATTEMPT = /^([0-9a-f-]{36})\/(upload\.[^/]+)\//

/**
 * Removes what uploads left that were cut off by the end of a process: folders of files that no version of a data set
 * names, once the time of an upload is over. What a record names stays, however old it is; and so does a folder in which
 * something is new, since its upload may still be under way.
 */
export async function sweepOrphans(deps: SweepOrphansDeps): Promise<void> {
  const { artifacts, clock, settings } = deps
  const before = clock.now().getTime() - settings.uploads.ttlMs
  const attempts = new Map<string, { datasetId: string; keys: string[]; newest: number }>()
  for await (const { key, modifiedAt } of artifacts.list('')) {
    const [, datasetId, folder] = ATTEMPT.exec(key) ?? []
    if (datasetId === undefined) continue
    const name = `${datasetId}/${folder}`
    const attempt = attempts.get(name) ?? { datasetId, keys: [], newest: 0 }
    attempt.keys.push(key)
    attempt.newest = Math.max(attempt.newest, modifiedAt.getTime())
    attempts.set(name, attempt)
  }
  for (const [name, { datasetId, keys, newest }] of attempts) {
    if (newest > before) continue
    try {
      const named = await namedBy(deps, datasetId)
      if (named.some((key) => key.startsWith(`${name}/`))) continue
      for (const key of keys) await artifacts.remove(key)
    } catch (error) {
      deps.logger.warn({ datasetId, err: error }, 'What an upload left could not be swept')
    }
  }
}

/** All that the versions of a data set name; nothing where there is no such data set. */
async function namedBy({ datasets }: SweepOrphansDeps, id: string): Promise<string[]> {
  const dataset = await datasets.get(id)
  const versions = dataset ? [dataset, ...(await datasets.earlierVersions(id))] : []
  return versions.flatMap(({ files }) =>
    files.flatMap(({ artifact, mapping, plain, inspection, marks }) =>
      [artifact, mapping, plain, inspection, marks].filter((key) => key !== undefined),
    ),
  )
}
