import type { Conversation, Finding, StageName } from '@techdeck/contracts'
import { NotFoundError, sha256 } from '@techdeck/core'
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
  const { index } = firstOutput(trail)
  const output = trail.execution.stages[trail.dataset.id]?.[stage]?.output
  const shards =
    index === undefined || !output
      ? []
      : await withArtifact(deps.artifacts, index, trail.dataKey, (reader) => findShards(reader, id))
  for (const shard of shards) {
    const [artifact = null] = await deps.shards.artifacts(output!.plan, shard, shard + 1)
    if (artifact === null) continue
    const found = await withArtifact(deps.artifacts, artifact, trail.dataKey, async (reader) => {
      const file = await openShardFile(reader)
      const conversation = await byId<Conversation>(file.items('records'), id)
      return conversation && { conversation, note: (await byId<{ id: string }>(file.items('notes'), id)) ?? {} }
    })
    if (found) return found
  }
  throw new NotFoundError('The execution has no such conversation.')
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
