import { sha256 } from '@techdeck/core'
import type { ExportFile } from '@techdeck/contracts'
import type { FinishContext } from '@techdeck/stages'
import { LossCounter } from './losses.ts'
import { contextOf, type ComputeDeps } from './run-shard.ts'
import { encodeOverlay, openShardFile } from './shard-file/index.ts'
import type { FinishOutcome, FinishTask } from './tasks.ts'

/**
 * Runs a stage's finish step over the artifacts of its shards: the report, the overlay of dropped records, files.
 * It never rewrites a shard, and may run again with the same result.
 *
 * @throws what the stage throws, such as a privacy violation in strict mode
 */
export async function runFinish(deps: ComputeDeps, task: FinishTask, signal: AbortSignal): Promise<FinishOutcome> {
  const stage = deps.stages[task.stage]
  if (!stage.finish) return { report: {}, dropped: [], files: [] }
  const files: ExportFile[] = []
  const context: FinishContext<never, never> = {
    ...contextOf(deps, task, signal),
    options: task.options as never,
    summary: task.summary as never,
    records: task.records,
    losses: task.losses,
    shards: task.artifacts.length,
    section: (name) => sectionItems(deps, task, name, signal),
    earlier: (name) => task.earlier[name] ?? null,
    async file({ name, format, records, split }, chunks) {
      const artifact = `${task.output}/${name}`
      const written = await deps.artifacts.write(artifact, task.dataKey, chunks)
      files.push({ name, format, artifact, records, ...written, ...(split !== undefined && { split }) })
      return written
    },
  }
  const { dropped = [], clustered = [], report, validation, bias } = await stage.finish(context)
  const losses = new LossCounter()
  for (const { loss } of dropped) losses.add(loss)
  return {
    report,
    dropped: losses.list(),
    files,
    ...(validation && { validation }),
    ...(bias && { bias }),
    ...(await overlayOf(deps, task, dropped, clustered)),
  }
}

async function overlayOf(
  { artifacts }: ComputeDeps,
  task: FinishTask,
  dropped: readonly { shard: number; ordinal: number }[],
  clustered: Iterable<{ shard: number; ordinal: number; cluster: string }>,
): Promise<{ overlay?: string; overlayHash?: string }> {
  const bytes = encodeOverlay(task.artifacts.length, dropped, clustered)
  if (!bytes) return {}
  const overlay = `${task.output}/overlay`
  await artifacts.write(overlay, task.dataKey, [bytes])
  return { overlay, overlayHash: sha256(bytes) }
}

async function* sectionItems(
  { artifacts }: ComputeDeps,
  task: FinishTask,
  name: string,
  signal: AbortSignal,
): AsyncIterable<{ shard: number; ordinal: number; item: unknown }> {
  for (const [shard, key] of task.artifacts.entries()) {
    if (key === null) continue
    const reader = await artifacts.open(key, task.dataKey)
    try {
      let ordinal = 0
      for await (const item of (await openShardFile(reader)).items(name)) {
        signal.throwIfAborted()
        yield { shard, ordinal: ordinal++, item }
      }
    } finally {
      await reader.close()
    }
  }
}
