import type { Conversation, StageName } from '@techdeck/contracts'
import { withArtifact } from '../run-shard.ts'
import { openShardFile, readOverlay } from '../shard-file/index.ts'
import { readDrops } from './drops.ts'
import type { Trail, TrailDeps } from './shard-trail.ts'

/**
 * Which conversations of a data set a stage took for the same, or nearly the same: gives each id the one that all of
 * its kind have, its own where it is alone. It holds those alone that are not.
 */
export async function twinsOf(
  { artifacts, shards }: TrailDeps,
  { execution, dataset, dataKey }: Trail,
  stage: StageName,
): Promise<(id: string) => string> {
  const kinds = new Map<string, string>()
  const kindOf = (id: string): string => {
    let kind = id
    for (let next = kinds.get(kind); next !== undefined && next !== kind; next = kinds.get(kind)) kind = next
    return kind
  }
  const join = (one: string, other: string) => kinds.set(kindOf(one), kindOf(other))
  const output = execution.stages[dataset.id]?.[stage]?.output
  if (!output) return kindOf
  const { plan, overlay, drops } = output
  for (let shard = 0; shard < output.shards; shard++) {
    if (drops !== undefined)
      await withArtifact(artifacts, drops, dataKey, async (reader) => {
        for await (const { id, into, intoDataset } of readDrops(reader, shard))
          if (id !== undefined && into !== undefined && intoDataset === undefined) join(id, into)
      })
    const clusters =
      overlay !== undefined &&
      (await withArtifact(artifacts, overlay, dataKey, (reader) => readOverlay(reader, shard))).clusters
    const [artifact = null] = clusters && clusters.size > 0 ? await shards.artifacts(plan, shard, shard + 1) : []
    if (!clusters || artifact === null) continue
    await withArtifact(artifacts, artifact, dataKey, async (reader) => {
      let ordinal = 0
      for await (const item of (await openShardFile(reader)).items('records')) {
        const cluster = clusters.get(ordinal++)
        if (cluster !== undefined) join((item as Conversation).id, cluster)
      }
    })
  }
  return kindOf
}
