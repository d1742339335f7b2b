import { STAGES, type Execution, type StageName } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { Loss } from '@techdeck/stages'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import type { DataKey } from './ports.ts'
import { ShardFileWriter, openShardFile } from './shard-file/index.ts'

/** Stages that write conversations which later ones read, before identifiers are taken out. */
export const STAGES_WITH_TEXT: readonly StageName[] = STAGES.filter(
  (stage) => !CONTRACTS[stage].sanitizes && STAGES.some((later) => CONTRACTS[later].conversations === stage),
)

/** Conversations, and rows that were spilled to be brought together. */
const TEXT = /^(records|p\d+)$/
/** How rows begin that could not be read stands here, beside where they are and why. */
const LOSSES = 'losses'
const PAGE = 32

/**
 * Removes the text that the first stages of an ended run wrote, and leaves what they said of it: places, ids, counts,
 * findings, and why something was left out, but not how it begins. Each artifact is replaced by one without text under the same name and key, so
 * it may be cut off anywhere and done again.
 *
 * @returns how many artifacts had text
 */
export async function removeTextOf(
  { artifacts, shards }: Pick<PipelineDeps, 'artifacts' | 'shards'>,
  execution: Execution,
  datasetId: string,
  dataKey: DataKey,
): Promise<number> {
  let removed = 0
  for (const stage of STAGES_WITH_TEXT) {
    const state = execution.stages[datasetId]?.[stage]
    const plans = new Map(state?.plans.map(({ plan, shards: count }) => [plan, count]))
    // One that was taken over from an earlier run.
    if (state?.output) plans.set(state.output.plan, state.output.shards)
    for (const [plan, count] of plans)
      for (let from = 0; from < count; from += PAGE)
        for (const artifact of await shards.artifacts(plan, from, Math.min(count, from + PAGE)))
          if (artifact !== null && (await removeText(artifacts, artifact, dataKey))) removed++
  }
  return removed
}

/** `false` where there was none, or the artifact is gone. */
async function removeText(artifacts: PipelineDeps['artifacts'], key: string, dataKey: DataKey): Promise<boolean> {
  const reader = await artifacts.open(key, dataKey).catch((error: unknown) => {
    if (error instanceof NotFoundError) return null
    throw error
  })
  if (!reader) return false
  try {
    const file = await openShardFile(reader)
    const stays = file.sections.filter((section) => !TEXT.test(section))
    if (stays.length === file.sections.length && !(await hasExcerpts(file))) return false
    async function* without() {
      const writer = new ShardFileWriter()
      for (const section of stays)
        for await (const item of file.items(section)) {
          writer.add(section, section === LOSSES ? withoutExcerpt(item as Loss) : item)
          yield* writer.take()
        }
      yield* writer.finish()
    }
    await artifacts.write(key, dataKey, without())
    return true
  } finally {
    await reader.close()
  }
}

async function hasExcerpts(file: Awaited<ReturnType<typeof openShardFile>>): Promise<boolean> {
  if (!file.sections.includes(LOSSES)) return false
  for await (const item of file.items(LOSSES)) if ((item as Loss).excerpt !== undefined) return true
  return false
}

function withoutExcerpt(loss: Loss): Loss {
  const { excerpt: _text, ...stays } = loss
  return stays
}
