import type { PlanId, StageOutput } from '@techdeck/contracts'
import type { PipelineDeps } from './deps.ts'
import { Remembered } from './remember.ts'
import type { ShardSource } from './tasks.ts'

/** Shards of a stage are worked on about in order, so who asks for one is soon asked for its neighbours. */
const PAGE = 32
const pages = new Remembered<(string | null)[]>(5000)

/** What a shard of an earlier stage made; `null` when it is parked. */
export async function shardSource(
  deps: Pick<PipelineDeps, 'shards'>,
  { plan, overlay }: StageOutput,
  index: number,
): Promise<ShardSource | null> {
  const artifact = await artifactOf(deps, plan, index)
  return artifact === null ? null : { artifact, ...(overlay !== undefined && { overlay }) }
}

async function artifactOf({ shards }: Pick<PipelineDeps, 'shards'>, plan: PlanId, index: number) {
  const from = index - (index % PAGE)
  const page = await pages.get(shards, `${plan}.${from}`, () => shards.artifacts(plan, from, from + PAGE))
  // A committed artifact stays for ever; one that is missing may have come meanwhile.
  return page[index - from] ?? (await shards.artifacts(plan, index, index + 1))[0] ?? null
}
