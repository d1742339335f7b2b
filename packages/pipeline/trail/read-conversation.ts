import type { Conversation, Finding, StageName } from '@techdeck/contracts'
import { ConflictError, NotFoundError, sha256 } from '@techdeck/core'
import { withArtifact } from '../run-shard.ts'
import { openShardFile } from '../shard-file/index.ts'
import { findShards } from './id-index.ts'
import { allPassports, firstOutput, type Trail, type TrailDeps } from './shard-trail.ts'

/**
 * A conversation as a stage left it, with what the stage noted beside it; it reads one shard.
 *
 * @throws NotFoundError when the stage left no such conversation
 */
export async function readConversation(
  deps: TrailDeps,
  trail: Trail,
  stage: StageName,
  id: string,
): Promise<{ conversation: Conversation; note: { findings?: Finding[] } }> {
  const conversation = await readNoted<Conversation>(deps, trail, stage, 'records', id)
  if (!conversation) throw new NotFoundError('The execution has no such conversation.')
  const note = await readNoted<{ id: string; findings?: Finding[] }>(deps, trail, stage, 'notes', id)
  return { conversation, note: note ?? {} }
}

/**
 * All conversations as a stage left them, in the order of the source, also those that its finish step skips.
 *
 * @throws ConflictError where a shard of them is parked, so that they are not all there
 */
export async function* conversationsOf(
  { shards, artifacts }: TrailDeps,
  { execution, dataset, dataKey }: Trail,
  stage: StageName,
): AsyncIterable<Conversation> {
  const output = execution.stages[dataset.id]?.[stage]?.output
  for (let shard = 0; shard < (output?.shards ?? 0); shard++) {
    const [artifact = null] = await shards.artifacts(output!.plan, shard, shard + 1)
    if (artifact === null)
      throw new ConflictError('Not all of the data set was read: a part of it is parked.', {
        details: { dataset_id: dataset.id, shard },
      })
    const reader = await artifacts.open(artifact, dataKey)
    try {
      for await (const item of (await openShardFile(reader)).items('records')) yield item as Conversation
    } finally {
      await reader.close()
    }
  }
}

/** What a stage put into a section of its own of one conversation, by its id; `null` where it is not there. */
export async function readNoted<T extends { id: string }>(
  deps: TrailDeps,
  trail: Trail,
  stage: StageName,
  section: string,
  id: string,
): Promise<T | null> {
  const { index } = firstOutput(trail)
  const output = trail.execution.stages[trail.dataset.id]?.[stage]?.output
  if (index === undefined || !output) return null
  for (const shard of await withArtifact(deps.artifacts, index, trail.dataKey, (reader) => findShards(reader, id))) {
    const [artifact = null] = await deps.shards.artifacts(output.plan, shard, shard + 1)
    if (artifact === null) continue
    const found = await withArtifact(deps.artifacts, artifact, trail.dataKey, async (reader) =>
      byId<T>((await openShardFile(reader)).items(section), id),
    )
    if (found) return found
  }
  return null
}

/** Ids of conversations that came out, chosen at random by a seed: equal seeds choose equally. */
export async function sampleOf(
  deps: TrailDeps,
  trails: readonly Trail[],
  seed: string,
  most: number,
): Promise<{ population: number; sample: { datasetId: string; conversation: string }[] }> {
  const chosen: { rank: string; datasetId: string; conversation: string }[] = []
  let population = 0
  for (const trail of trails)
    for await (const { conversation_id: conversation, fate } of allPassports(deps, trail)) {
      if (conversation === null || (fate.outcome !== 'exported' && fate.outcome !== 'kept')) continue
      population++
      const rank = sha256(`${seed}:${conversation}`)
      if (chosen.length === most && rank >= chosen[most - 1].rank) continue
      const at = chosen.findIndex((each) => rank < each.rank)
      chosen.splice(at < 0 ? chosen.length : at, 0, { rank, datasetId: trail.dataset.id, conversation })
      if (chosen.length > most) chosen.pop()
    }
  return { population, sample: chosen.map(({ datasetId, conversation }) => ({ datasetId, conversation })) }
}

async function byId<T extends { id: string }>(items: AsyncIterable<unknown>, id: string): Promise<T | null> {
  for await (const item of items) if ((item as T).id === id) return item as T
  return null
}
