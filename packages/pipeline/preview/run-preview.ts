import type {
  Conversation,
  ExportFile,
  Json,
  JsonObject,
  Preview,
  Records,
  ShardResult,
  StageName,
} from '@techdeck/contracts'
import { EXPORT_FORMATS, STAGES, addRecords, emptyRecords } from '@techdeck/contracts/names'
import { AppError, collectBytes, describeError } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { countLosses } from '../losses.ts'
import { sourceOf } from '../phases.ts'
import { runFinish } from '../run-finish.ts'
import { countSourceShards } from '../source-shards.ts'
import { runShard, withArtifact, type ComputeDeps } from '../run-shard.ts'
import type { FinishOutcome, LossCount, PreviewTask, ShardInput, ShardSource, ShardTask } from '../tasks.ts'
import { ScratchArtifacts } from './scratch.ts'

/** Shards of the source, and about how many bytes, that are looked into for the first conversations. */
const MOST_SHARDS = 32
const MOST_BYTES = 8 * 1024 * 1024
/** The same where rows of one conversation lie apart: whole ones may be anywhere, and the beginning has to do. */
const MOST_SCATTERED_BYTES = 2 * 1024 * 1024

/**
 * Takes the first conversations of a data set through all six stages at once, by the code that the run itself uses, and
 * writes what would be exported of them. What stages write on the way stays in memory.
 *
 * Where rows of one conversation lie apart, it shows what the first 2 MiB hold of each. A stage's own refusal, such as
 * that of a strict export, becomes the preview's `problem`.
 *
 * @throws what is worth another attempt
 */
export async function runPreview(deps: ComputeDeps, task: PreviewTask, signal: AbortSignal): Promise<void> {
  const walk = new Walk(deps, task, signal)
  const preview = await walk.preview().catch((error: unknown): Preview => {
    if (!(error instanceof AppError) || error.retryable) throw error
    const { code, message } = describeError(error)
    return { conversations: [], read: walk.read, losses: walk.losses, problem: { code, message } }
  })
  await deps.artifacts.write(task.output, task.dataKey, [Buffer.from(JSON.stringify(preview))])
}

/** Bytes of each format's files together. */
function sizesOf(files: readonly Pick<ExportFile, 'format' | 'sizeBytes'>[]): NonNullable<Preview['sizes']> {
  return EXPORT_FORMATS.flatMap((format) => {
    const own = files.filter((file) => file.format === format)
    return own.length === 0 ? [] : [{ format, size_bytes: own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }]
  })
}

/** What a stage left for the next ones. */
interface Done {
  artifacts: string[]
  summary: Json
  report: JsonObject
  records: Records
  outcome: FinishOutcome
}

class Walk {
  /** Conversations that were taken from the source. */
  read = 0
  readonly losses: Preview['losses'] = []
  readonly #deps: ComputeDeps
  readonly #task: PreviewTask
  readonly #signal: AbortSignal
  readonly #done = new Map<StageName, Done>()

  constructor({ artifacts, stages }: ComputeDeps, task: PreviewTask, signal: AbortSignal) {
    this.#deps = { artifacts: new ScratchArtifacts(artifacts), stages }
    this.#task = task
    this.#signal = signal
  }

  async preview(): Promise<Preview> {
    for (const stage of STAGES) {
      const source = CONTRACTS[stage].conversations === null
      await this.#finish(stage, source ? await this.#fromFiles(stage) : await this.#fromStages(stage))
    }
    const { files } = this.#done.get(STAGES[STAGES.length - 1])!.outcome
    const conversations: Conversation[] = []
    for (const { format, artifact } of files)
      if (format === 'jsonl') conversations.push(...(await this.#linesOf(artifact)))
    const sizes = this.#task.execution.executionMode === 'dry_run' ? { sizes: sizesOf(files) } : {}
    return { conversations, read: this.read, losses: this.losses, ...sizes }
  }

  async #fromFiles(stage: StageName): Promise<ShardResult[]> {
    const { dataset, first } = this.#task
    const scattered = dataset.files.some((file) => file.scattered)
    const [reading, gathering] = this.#deps.stages[stage].phases.filter((phase) => phase.when?.({ scattered }) ?? true)
    const [partitions, mostBytes] = gathering ? [1, MOST_SCATTERED_BYTES] : [0, MOST_BYTES]
    const shards = countSourceShards(dataset.files)
    const results: ShardResult[] = []
    let [conversations, bytes] = [0, 0]
    for (let index = 0; index < Math.min(shards, MOST_SHARDS); index++) {
      const input = sourceOf(dataset, index)
      const result = await this.#shard(stage, { phase: reading.name, index, partitions, input })
      results.push(result)
      conversations += result.records.conversations ?? 0
      for (const { file } of input.ranges) bytes += dataset.files[file].sizeBytes / (dataset.files[file].shards ?? 1)
      if (conversations >= first || bytes >= mostBytes) break
    }
    if (!gathering) return results
    const input: ShardInput = { kind: 'partitions', artifacts: results.map(({ artifact }) => artifact) }
    return [await this.#shard(stage, { phase: gathering.name, index: 0, partitions, input })]
  }

  async #fromStages(stage: StageName): Promise<ShardResult[]> {
    const { conversations, notes } = CONTRACTS[stage]
    const before = this.#done.get(conversations!)!
    // What comes from the files is more than was asked for; the stages behind speak of what this one reads.
    const isFirst = CONTRACTS[conversations!].conversations === null
    const results: ShardResult[] = []
    for (const index of before.artifacts.keys()) {
      const left = this.#task.first - this.read
      if (isFirst && left <= 0) break
      const byStage = notes.map((name) => [name, this.#sourceIn(name, index)] as const)
      const input: ShardInput = {
        kind: 'shards',
        conversations: this.#sourceIn(conversations!, index),
        notes: Object.fromEntries(byStage),
        ...(isFirst && { first: left }),
      }
      const [phase] = this.#deps.stages[stage].phases
      const result = await this.#shard(stage, { phase: phase.name, index, partitions: 0, input })
      if (isFirst) this.read += result.records.in
      results.push(result)
    }
    return results
  }

  #sourceIn(stage: StageName, index: number): ShardSource {
    const { artifacts, outcome } = this.#done.get(stage)!
    return { artifact: artifacts[index], ...(outcome.overlay !== undefined && { overlay: outcome.overlay }) }
  }

  async #shard(
    stage: StageName,
    shard: Pick<ShardTask, 'phase' | 'index' | 'partitions' | 'input'>,
  ): Promise<ShardResult> {
    const output = `${stage}/${shard.phase}.${shard.index}`
    const result = await runShard(this.#deps, { ...this.#baseOf(stage), ...shard, output }, this.#signal)
    this.#count(stage, result.losses)
    return result
  }

  async #finish(stage: StageName, results: readonly ShardResult[]): Promise<void> {
    const { summary: kind } = this.#deps.stages[stage]
    const artifacts = results.map(({ artifact }) => artifact)
    const summary = results.reduce((sum, result) => kind.merge(sum, result.summary), kind.empty())
    const counted = results.reduce((sum, result) => addRecords(sum, result.records), emptyRecords())
    const losses = results.flatMap((result) => result.losses)
    const earlier = Object.fromEntries(
      [...this.#done].map(([name, done]) => [name, { ...done, version: CONTRACTS[name].version }]),
    )
    const run = { executionId: 'preview', startedAt: null }
    const task = { ...this.#baseOf(stage), artifacts, summary, records: counted, losses, earlier, run, output: stage }
    const outcome = await runFinish(this.#deps, task, this.#signal)
    this.#count(stage, outcome.dropped)
    const dropped = outcome.dropped.reduce((sum, { count }) => sum + count, 0)
    const records = countLosses({ ...counted, out: counted.out - dropped }, outcome.dropped)
    this.#done.set(stage, { artifacts, summary, report: outcome.report, records, outcome })
  }

  #count(stage: StageName, losses: readonly LossCount[]): void {
    for (const { kind, reason, count } of losses) {
      const known = this.losses.find((loss) => loss.stage === stage && loss.kind === kind && loss.reason === reason)
      if (known) known.count += count
      else this.losses.push({ stage, kind, reason, count })
    }
  }

  #baseOf(stage: StageName) {
    const { dataKey, pseudonymKey, siteList, options, execution, dataset } = this.#task
    return {
      stage,
      dataKey,
      pseudonymKey,
      ...(siteList !== undefined && { siteList }),
      options: options[stage] ?? {},
      execution,
      dataset,
    }
  }

  #linesOf(artifact: string): Promise<Conversation[]> {
    return withArtifact(this.#deps.artifacts, artifact, this.#task.dataKey, async (reader) => {
      const text = (await collectBytes(reader.read())).toString()
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Conversation)
    })
  }
}
