import { createHmac } from 'node:crypto'
import type { Conversation, Dataset, KeptOthers, WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, NotFoundError, hashOfFiles, newId } from '@techdeck/core'
import { conversationsOf, newDataset, twinsOf, type DataKey, type Trail } from '@techdeck/pipeline'
import { groupsOf } from '@techdeck/stages/clients'
import type { ApiDeps } from '../../deps.ts'
import { queueInspection } from './record-dataset.ts'
import type { TrailDeps } from '../pipeline/trails.ts'
import { refuseActive } from '../../retention/soft-delete-idle.ts'

export type KeepDeps = TrailDeps & Pick<ApiDeps, 'executions' | 'flows' | 'shares' | 'clock' | 'logger'>

/** Whose conversations are to go: who is named so, or whose conversation this is. */
export type Erased = { client: string; conversation?: never } | { client?: never; conversation: string }

/**
 * Writes all conversations of a data set but one client's as a data set of their own, under a key of its own, with the
 * same owner, place, terms and shares. The data set itself stays as it is. It may be cut off anywhere and done again: there is one such data set in the end.
 *
 * What is written is each conversation as standardization read it, whatever file it came from, also those that it merged
 * into others. A copy of what the client said goes with it where the data name nobody else for it. Rows that could not be
 * read are in no conversation, and nobody can say whose they are: they are not kept.
 *
 * @throws ConflictError while a run is at work on it, and where no run has read the present version
 * @throws NotFoundError where none of it is the client's
 */
export async function keepOthers(deps: KeepDeps, dataset: Dataset, erased: Erased): Promise<KeptOthers> {
  await refuseActive(deps, dataset.id)
  const trail = await trailOf(deps, dataset)
  const isErased = await matcherOf(deps, trail, erased)
  const { keyRing } = deps
  const mark = createHmac('sha256', keyRing.pseudonymKey).update(`erased client:${isErased.name}`).digest('hex')
  const counts = { conversations: 0, erased: 0 }
  for await (const conversation of conversationsOf(deps, trail, 'standardization'))
    counts[isErased.test(conversation) ? 'erased' : 'conversations']++
  if (counts.erased === 0)
    throw new NotFoundError('No conversation of the data set is this client’s.', {
      userMessage: 'No conversation of the data set is this client’s. Nothing was changed.',
    })
  if (counts.conversations === 0) return { ...counts, mark }
  const id = successorOf(dataset, mark)
  const isWritten = (await deps.datasets.get(id)) !== null
  // Of one that was deleted on purpose nobody wants the others' back; of one that this deleted they are there.
  if (dataset.status === 'deleted' && !isWritten)
    throw new ConflictError('The data set is deleted.', {
      details: { dataset_id: dataset.id },
      userMessage: 'The data set is deleted. Restore it first, or destroy all of it.',
    })
  if (!isWritten) await write(deps, dataset, id, trail, isErased.test)
  for (const share of await deps.shares.ofDataset(dataset.id))
    await deps.shares.save({ ...share, id: `${id}.${share.teamId ?? share.userId}`, datasetId: id })
  return { datasetId: id, ...counts, mark }
}

/** The newest run that has read what the data set holds now. */
async function trailOf(deps: KeepDeps, dataset: Dataset): Promise<Trail> {
  const { id, version } = dataset
  const read = await deps.results.latest(id, 'standardization')
  const execution = read && (await deps.executions.get(read.pipelineId))
  const at = execution?.datasets.find(({ datasetId }) => datasetId === id)
  if (!execution || at?.version !== version || execution.textGoneAt)
    throw new ConflictError('No run has read the present version of the data set.', {
      details: { dataset_id: id, version },
      userMessage:
        'No run has read this data set as it is now, so nobody can say whose conversations are whose. Validate it first.',
    })
  const wrapped = await deps.keys.get(dataset.dataKeyId)
  if (!wrapped) throw new NotFoundError('The data set is gone, and what was made of it.')
  return { execution, dataset, dataKey: await deps.keyRing.unwrap(wrapped), results: [] }
}

async function matcherOf(deps: KeepDeps, trail: Trail, { client, conversation }: Erased) {
  let key = client === undefined ? undefined : clientOf({ metadata: { client_id: client } })
  if (conversation !== undefined)
    for await (const each of conversationsOf(deps, trail, 'standardization'))
      if (each.id.startsWith(conversation)) key ??= clientOf(each)
  const isTheirs = (each: Conversation): boolean =>
    (key !== undefined && clientOf(each) === key) || (conversation !== undefined && each.id.startsWith(conversation))
  const kindOf = await twinsOf(deps, trail, 'standardization')
  const kinds = new Set<string>()
  for await (const each of conversationsOf(deps, trail, 'standardization'))
    if (isTheirs(each)) kinds.add(kindOf(each.id))
  const test = (each: Conversation): boolean =>
    isTheirs(each) || (clientOf(each) === undefined && kinds.has(kindOf(each.id)))
  return { test, name: key ?? conversation ?? '' }
}

const clientOf = ({ metadata }: Pick<Conversation, 'metadata'>): string | undefined => groupsOf(metadata).client

/** A UUIDv7 of the same time, which follows from what is erased: doing it again finds what was done. */
function successorOf({ id, version }: Dataset, mark: string): string {
  const hex = createHmac('sha256', mark).update(`${id}.${version}`).digest('hex')
  return `${id.slice(0, 13)}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`
}

async function write(
  deps: KeepDeps,
  dataset: Dataset,
  id: string,
  trail: Trail,
  isErased: (conversation: Conversation) => boolean,
): Promise<void> {
  const { artifacts, datasets, keyRing, keys, clock } = deps
  const { dataKey, wrapped }: { dataKey: DataKey; wrapped: WrappedDataKey } = await keyRing.newDataKey(id)
  const artifact = `${id}/upload.${newId()}/0`
  async function* lines() {
    for await (const conversation of conversationsOf(deps, trail, 'standardization'))
      if (!isErased(conversation)) yield Buffer.from(`${JSON.stringify(plain(conversation))}\n`)
  }
  try {
    const file = { artifact, name: 'conversations.jsonl', ...(await artifacts.write(artifact, dataKey, lines())) }
    const { workspaceId, userId, name, licence, consent, purpose, legalBasis, retainUntil } = dataset
    const said = {
      ...(licence !== undefined && { licence }),
      ...(consent !== undefined && { consent }),
      ...(purpose !== undefined && { purpose }),
      ...(legalBasis !== undefined && { legalBasis }),
      ...(retainUntil !== undefined && { retainUntil }),
    }
    const record = { id, workspaceId, userId, name, sha256: hashOfFiles([file.sha256]), dataKeyId: dataKey.id }
    const made = { ...newDataset(record, [file], undefined, clock.now()), ...said }
    await keys.create(await keyRing.rewrap(wrapped))
    await datasets.create(made)
    await queueInspection(deps, made)
  } catch (error) {
    await artifacts.remove(artifact).catch(() => {})
    // Of two requests at once the first wins.
    if (error instanceof ConflictError && (await datasets.get(id))) return
    throw error
  }
}

/** As exports write it, without where it was and what was found in it. */
const plain = ({ id, language, turns, metadata, labels }: Conversation) => ({ id, language, turns, metadata, labels })
