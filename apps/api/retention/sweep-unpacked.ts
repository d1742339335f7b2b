import { DEFAULT_WORKSPACE, isFinal, type Dataset } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'

export type UnpackedDeps = Pick<
  ApiDeps,
  'datasets' | 'executions' | 'artifacts' | 'audit' | 'clock' | 'logger' | 'settings'
>

/** A data set whose unpacked files have stayed for as long as they may. */
export interface UnpackedDue {
  datasetId: string
  unpackedAt: Date
  /** Runs that may read them still. */
  neededBy: string[]
}

/** Looked at in one go; the next sweep goes on. */
const AT_ONCE = 200

/** Data sets whose unpacked files are due, those unpacked first; none where they stay as long as the data set. */
export async function unpackedDue(deps: UnpackedDeps): Promise<UnpackedDue[]> {
  const { clock, datasets, settings } = deps
  if (settings.intermediatesMs === undefined) return []
  const until = new Date(clock.now().getTime() - settings.intermediatesMs)
  const due: UnpackedDue[] = []
  for (const { id, unpackedAt } of await datasets.unpackedUntil(until, AT_ONCE))
    due.push({ datasetId: id, unpackedAt: unpackedAt!, neededBy: await neededBy(deps, id) })
  return due
}

/**
 * Removes what was unpacked or converted of uploads long ago. The uploads stay, and how they are read; the next run has
 * them unpacked again. Runs that may go on keep it. It may be cut off anywhere and done again.
 */
export async function sweepUnpacked(deps: UnpackedDeps): Promise<UnpackedDue[]> {
  const swept: UnpackedDue[] = []
  for (const due of await unpackedDue(deps))
    try {
      swept.push({ ...due, neededBy: due.neededBy.length > 0 ? due.neededBy : await sweepOne(deps, due.datasetId) })
    } catch (error) {
      deps.logger.warn({ datasetId: due.datasetId, err: error }, 'What was unpacked of a data set could not be removed')
    }
  return swept
}

/** The runs that need it still. */
async function sweepOne(deps: UnpackedDeps, id: string): Promise<string[]> {
  const { artifacts, audit, clock, datasets, settings } = deps
  const until = new Date(clock.now().getTime() - (settings.intermediatesMs ?? 0))
  const noted = await datasets.noteUnpackedGone(id, until, clock.now())
  if (noted === false) return []
  // A run that was recorded before it was gone is seen now; a later one has it unpacked first. Where an earlier sweep was
  // cut off, some of it is gone already, and nobody began with it since.
  const needed = noted === 'now' ? await neededBy(deps, id) : []
  if (needed.length > 0) {
    await datasets.keepUnpacked(id)
    return needed
  }
  const dataset = await datasets.get(id)
  const versions = await datasets.earlierVersions(id)
  const unpacked = new Set([dataset, ...versions].flatMap((version) => unpackedOf(version?.files ?? [])))
  for (const key of unpacked) await artifacts.remove(key)
  await audit.append({
    id: newId(),
    workspaceId: DEFAULT_WORKSPACE,
    userId: null,
    executionId: null,
    operation: 'dataset.expire_unpacked',
    purpose: 'The retention of intermediate text is over',
    dataType: 'dataset',
    dataId: id,
    details: { artifacts: unpacked.size },
    ipAddress: null,
    timestamp: clock.now(),
  })
  await datasets.noteUnpackedSwept(id)
  return []
}

const unpackedOf = (files: Dataset['files']): string[] => files.flatMap(({ plain }) => plain ?? [])

/** Runs that are at work, or may be made to go on: those whose text stays. */
async function neededBy({ executions }: UnpackedDeps, id: string): Promise<string[]> {
  const runs = await executions.ofDataset(id)
  return runs.filter(({ status, textGoneAt }) => !isFinal(status) || !textGoneAt).map((run) => run.id)
}
