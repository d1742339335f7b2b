import { sha256, signingKeyOf } from '@techdeck/core'
import type { ExportFile } from '@techdeck/contracts'
import type { FinishContext, FinishResult, Loss } from '@techdeck/stages'
import { LossCounter } from './losses.ts'
import { contextOf, type ComputeDeps } from './run-shard.ts'
import { encodeOverlay, openShardFile } from './shard-file/index.ts'
import type { FinishOutcome, FinishTask } from './tasks.ts'
import { dropsFile, placedFile } from './trail/drops.ts'
import { IdIndexBuilder } from './trail/id-index.ts'
import { SOURCES, makesConversations, unpackSource } from './trail/sources.ts'

/**
 * Runs a stage's finish step over the artifacts of its shards: the report, the overlay of dropped records, files.
 * It never rewrites a shard, and may run again with the same result.
 *
 * @throws what the stage throws, such as a privacy violation in strict mode
 */
export async function runFinish(deps: ComputeDeps, task: FinishTask, signal: AbortSignal): Promise<FinishOutcome> {
  const stage = deps.stages[task.stage]
  const index = makesConversations(stage) ? await indexOf(deps, task, signal) : {}
  if (!stage.finish) return { report: {}, dropped: [], files: [], ...index }
  const files: ExportFile[] = []
  const context: FinishContext<never, never> = {
    ...contextOf(deps, task, signal),
    options: task.options as never,
    summary: task.summary as never,
    records: task.records,
    losses: task.losses,
    shards: task.artifacts.length,
    section: (name) => sectionItems(deps, task, name, signal),
    compared: (task.compared ?? []).map(({ datasetId, files: source, conversations, ...other }) => ({
      datasetId,
      files: source,
      conversations,
      section: (name) => sectionItems(deps, other, name, signal),
    })),
    earlier: (name) => task.earlier[name] ?? null,
    async file({ name, format, records, split }, chunks) {
      const artifact = `${task.output}/${name}`
      const written = await deps.artifacts.write(artifact, task.dataKey, chunks)
      const count = typeof records === 'number' ? records : records()
      files.push({ name, format, artifact, records: count, ...written, ...(split !== undefined && { split }) })
      return written
    },
    sign: (bytes) => signingKeyOf(task.pseudonymKey).sign(bytes),
    run: task.run,
  }
  const { dropped = [], clustered = [], placed, report, validation, bias } = await stage.finish(context)
  const losses = new LossCounter()
  for (const { loss } of dropped) losses.add(loss)
  return {
    report,
    dropped: losses.list(),
    files,
    ...index,
    ...(validation && { validation }),
    ...(bias && { bias }),
    ...(await overlayOf(deps, task, dropped, clustered)),
    ...(placed && (await placedIn(deps, task, placed))),
  }
}

async function overlayOf(
  { artifacts }: ComputeDeps,
  task: FinishTask,
  dropped: readonly { shard: number; ordinal: number; loss: Loss }[],
  clustered: Iterable<{ shard: number; ordinal: number; cluster: string }>,
): Promise<{ overlay?: string; overlayHash?: string; drops?: string }> {
  const bytes = encodeOverlay(task.artifacts.length, dropped, clustered)
  if (!bytes) return {}
  const overlay = `${task.output}/overlay`
  await artifacts.write(overlay, task.dataKey, [bytes])
  const written = { overlay, overlayHash: sha256(bytes) }
  if (dropped.length === 0) return written
  const drops = `${task.output}/drops`
  await artifacts.write(drops, task.dataKey, dropsFile(dropped))
  return { ...written, drops }
}

async function placedIn(
  { artifacts }: ComputeDeps,
  task: FinishTask,
  places: NonNullable<FinishResult['placed']>,
): Promise<{ placed: string }> {
  const placed = `${task.output}/placed`
  await artifacts.write(placed, task.dataKey, placedFile(places))
  return { placed }
}

/** Finds conversations by their ids; see `trail/id-index.ts`. */
async function indexOf(deps: ComputeDeps, task: FinishTask, signal: AbortSignal): Promise<{ index: string }> {
  const ids = new IdIndexBuilder()
  for await (const { shard, item } of sectionItems(deps, task, SOURCES, signal)) ids.add(unpackSource(item).id, shard)
  const index = `${task.output}/index`
  await deps.artifacts.write(index, task.dataKey, [ids.encode()])
  return { index }
}

async function* sectionItems(
  { artifacts }: ComputeDeps,
  task: Pick<FinishTask, 'artifacts' | 'dataKey'>,
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
