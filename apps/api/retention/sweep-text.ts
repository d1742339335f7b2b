import { DEFAULT_WORKSPACE, isFinal, type Execution } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { STAGES_WITH_TEXT, removeTextOf } from '@techdeck/pipeline'
import type { ApiDeps } from '../deps.ts'

export type TextDeps = Pick<
  ApiDeps,
  | 'datasets'
  | 'executions'
  | 'results'
  | 'shards'
  | 'artifacts'
  | 'keys'
  | 'keyRing'
  | 'audit'
  | 'clock'
  | 'logger'
  | 'settings'
>

/** A run whose raw and canonical text has stayed for as long as it may. */
export interface TextDue {
  executionId: string
  endedAt: Date
  /** Runs at work on its data sets, or that ended lately, with which it shares what its stages made. */
  neededBy: string[]
}

/** Looked at in one go; the next sweep goes on. */
const AT_ONCE = 200

/** Runs whose text is due, those that ended first; nothing where it stays as long as the data set. */
export async function textDue(deps: TextDeps): Promise<TextDue[]> {
  const { clock, executions, settings } = deps
  if (settings.intermediatesMs === undefined) return []
  const until = new Date(clock.now().getTime() - settings.intermediatesMs)
  const due: TextDue[] = []
  for (let after = new Date(0); due.length < AT_ONCE;) {
    const page = await executions.unsweptEndedBetween(after, until, AT_ONCE)
    for (const execution of page)
      if (await isHeld(deps, execution))
        due.push({
          executionId: execution.id,
          endedAt: execution.completedAt!,
          neededBy: await neededBy(deps, execution, until),
        })
    const last = page.at(-1)?.completedAt
    if (page.length < AT_ONCE || !last) break
    after = last
  }
  return due.slice(0, AT_ONCE)
}

/** Whether anything of it is there at all. */
async function isHeld({ datasets }: TextDeps, { datasetIds }: Execution): Promise<boolean> {
  const found = await Promise.all(datasetIds.map((id) => datasets.get(id)))
  return found.some((dataset) => dataset && dataset.status !== 'deleted')
}

/**
 * Removes the raw and canonical text of runs that ended long ago. What stays: exports, reports, passports, findings, what
 * was left out and why; what says that it is gone: looking at sources, retrying. A run whose data set another run is at
 * work on, or was lately, is left for a later sweep. It may be cut off anywhere and done again.
 */
export async function sweepText(deps: TextDeps): Promise<TextDue[]> {
  const { clock, executions, logger, settings } = deps
  const swept: TextDue[] = []
  const until = new Date(clock.now().getTime() - (settings.intermediatesMs ?? 0))
  for (const due of await textDue(deps))
    try {
      const execution = await executions.get(due.executionId)
      if (!execution) continue
      const needed = due.neededBy.length > 0 ? due.neededBy : await sweepOne(deps, execution, until)
      swept.push({ ...due, neededBy: needed })
    } catch (error) {
      logger.warn({ executionId: due.executionId, err: error }, 'The text of a run could not be removed')
    }
  return swept
}

/** The runs that need it still. */
async function sweepOne(deps: TextDeps, execution: Execution, until: Date): Promise<string[]> {
  const { datasets, executions, results, keys, keyRing, clock, audit } = deps
  const { id, datasetIds } = execution
  if (!(await executions.noteTextGone(id, clock.now()))) return [id]
  for (const datasetId of datasetIds)
    for (const stage of STAGES_WITH_TEXT) await results.forgetReuse(id, datasetId, stage)
  // A run that was recorded before nothing could be taken over any more is seen now; a later one takes nothing over.
  const needed = await neededBy(deps, execution, until)
  if (needed.length > 0) {
    await executions.keepText(id)
    return needed
  }
  let artifacts = 0
  for (const datasetId of datasetIds) {
    const dataset = await datasets.get(datasetId)
    const wrapped = dataset && (await keys.get(dataset.dataKeyId))
    if (wrapped) artifacts += await removeTextOf(deps, execution, datasetId, await keyRing.unwrap(wrapped))
  }
  await audit.append({
    id: newId(),
    workspaceId: DEFAULT_WORKSPACE,
    userId: null,
    executionId: id,
    operation: 'pipeline.expire_text',
    purpose: 'The retention of intermediate text is over',
    dataType: 'pipeline',
    dataId: id,
    details: { artifacts },
    ipAddress: null,
    timestamp: clock.now(),
  })
  await executions.noteTextSwept(id)
  return []
}

async function neededBy({ executions }: TextDeps, execution: Execution, until: Date): Promise<string[]> {
  const all = await Promise.all(execution.datasetIds.map((id) => executions.ofDataset(id)))
  const late = all.flat().filter((run) => !isFinal(run.status) || (run.completedAt ?? run.createdAt) > until)
  return [...new Set(late.map(({ id }) => id))].filter((id) => id !== execution.id)
}
