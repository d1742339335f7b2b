import { createHmac } from 'node:crypto'
import type { Conversation, DatasetFile, Json, Records, ShardResult, SiteList, StageName } from '@techdeck/contracts'
import { emptyRecords, isConserved } from '@techdeck/contracts/names'
import { ProcessingFinalError, collectOwnBytes, release, sealInVault } from '@techdeck/core'
import type { ReadItem, Reading } from '@techdeck/formats'
import type { Loss, Note, Output, Phase, RawConversation, Stage, StageContext } from '@techdeck/stages'
import { handedFields } from './handed-fields.ts'
import { LossCounter, countLosses } from './losses.ts'
import { withMended } from './mend/mended-rows.ts'
import type { ArtifactReader, ArtifactStore, DataKey } from './ports.ts'
import { ShardFileWriter, openShardFile, readOverlay } from './shard-file/index.ts'
import type { SourceRange } from './source-shards.ts'
import type { ShardInput, ShardSource, ShardTask, TaskBase } from './tasks.ts'
import { SOURCES, makesConversations, packSource } from './trail/sources.ts'

/** Bytes of JSON that a shard may say of itself outside of its artifact. */
const SUMMARY_LIMIT = 32 * 1024

export interface ComputeDeps {
  artifacts: ArtifactStore
  stages: { readonly [stage in StageName]: Stage }
}

/**
 * Runs one shard of one phase: reads, decrypts, processes, encrypts and writes as a stream.
 *
 * The artifact is written wholly or not at all; running it again gives the same plain text. Records in equal records
 * out plus losses, or nothing is written.
 *
 * @throws {@link ProcessingFinalError} when records do not add up or the summary is too large
 */
export async function runShard(deps: ComputeDeps, task: ShardTask, signal: AbortSignal): Promise<ShardResult> {
  const started = performance.now()
  const stage = deps.stages[task.stage]
  const phase = phaseOf(stage, task.phase)
  const makes = makesConversations(stage)
  const writer = new ShardFileWriter()
  const losses = new LossCounter()
  const counts = { in: 0, out: 0, conversations: 0 }
  let summary = stage.summary.empty()

  const context: StageContext & { partitions: number } = {
    ...contextOf(deps, task, signal),
    shard: task.index,
    partitions: task.partitions,
    lose(loss: Loss) {
      losses.add(loss)
      writer.add('losses', loss)
    },
    emit(section: string, item: Json | Uint8Array) {
      // Rows spilled to a partition go on to the next phase: they are this phase's output.
      if (task.partitions > 0 && PARTITION.test(section)) counts.out++
      writer.add(section, item)
      if (ArrayBuffer.isView(item)) release(item)
    },
  }

  async function* content(): AsyncIterable<Uint8Array> {
    const source = counted(recordsOf(deps, task, signal), counts)
    for await (const output of phase.run(source as never, task.options as never, context)) {
      signal.throwIfAborted()
      counts.out += rowsOf(output)
      counts.conversations++
      summary = stage.summary.add(summary, output)
      if (output.conversation) writer.add('records', output.conversation)
      if (makes && output.conversation) writer.add(SOURCES, packSource(output.conversation as RawConversation))
      if (output.note) writer.add('notes', output.note)
      yield* handedOver(writer.take())
    }
    signal.throwIfAborted()
    records = conserved(task, counts, losses)
    assertSmall(task, summary)
    yield* handedOver(writer.finish())
  }

  let records: Records = emptyRecords()
  const { sha256, sizeBytes } = await deps.artifacts.write(task.output, task.dataKey, content())
  return {
    artifact: task.output,
    hash: sha256,
    sizeBytes,
    records,
    losses: losses.list(),
    summary,
    durationMs: Math.round(performance.now() - started),
  }
}

/** Whoever takes them is done with each when the next is asked for. */
function* handedOver(pieces: Uint8Array[]): Iterable<Uint8Array> {
  for (const piece of pieces) {
    yield piece
    release(piece)
  }
}

const PARTITION = /^p\d+$/

/** Source rows that an output stands for: ingestion counts rows, the later stages conversations. */
const rowsOf = ({ conversation }: Output): number =>
  conversation && 'rows' in conversation && conversation.rows !== undefined ? conversation.rows : 1

function phaseOf(stage: Stage, name: string): Phase<never, Output, never> {
  const phase = stage.phases.find((candidate) => candidate.name === name)
  if (!phase) throw new ProcessingFinalError(`The stage ${stage.contract.name} has no phase ${name}.`)
  return phase
}

function conserved(
  task: ShardTask,
  counts: { in: number; out: number; conversations: number },
  losses: LossCounter,
): Records {
  const records = countLosses({ ...emptyRecords(), in: counts.in, out: counts.out }, losses.list())
  if (task.stage === 'ingestion') records.conversations = counts.conversations
  if (isConserved(records)) return records
  throw new ProcessingFinalError(`Shard ${task.index} of ${task.stage} does not account for all of its records.`, {
    details: { ...records },
  })
}

function assertSmall({ stage, index }: ShardTask, summary: Json): void {
  const bytes = Buffer.byteLength(JSON.stringify(summary))
  if (bytes <= SUMMARY_LIMIT) return
  throw new ProcessingFinalError(`The summary of a ${stage} shard is larger than ${SUMMARY_LIMIT} bytes.`, {
    details: { shard: index, bytes },
  })
}

/** What both shards and finish steps know of their run. */
export function contextOf(
  { artifacts }: ComputeDeps,
  task: TaskBase,
  signal: AbortSignal,
): Pick<StageContext, 'signal' | 'execution' | 'dataset' | 'reading' | 'pseudonym' | 'siteList' | 'seal'> {
  const readings = new Map<number, Promise<Reading>>()
  return {
    signal,
    execution: task.execution,
    dataset: task.dataset,
    reading(file) {
      let reading = readings.get(file)
      if (!reading) readings.set(file, (reading = readingOf(artifacts, task, file)))
      return reading
    },
    seal: (conversation, text) => sealInVault(task.pseudonymKey, conversation, text),
    siteList: async () =>
      task.siteList === undefined ? null : readJson<SiteList>(artifacts, task.siteList, task.dataKey),
    pseudonym: (value) => createHmac('sha256', task.pseudonymKey).update(value).digest('hex'),
  }
}

async function readingOf(artifacts: ArtifactStore, { dataKey, dataset }: TaskBase, file: number): Promise<Reading> {
  const key = dataset.files[file].inspection
  if (!key) throw new ProcessingFinalError(`File ${file} of the data set was never inspected.`)
  return readJson(artifacts, key, dataKey)
}

/** Reads a small artifact that holds JSON. */
export function readJson<T>(artifacts: Pick<ArtifactStore, 'open'>, key: string, dataKey: DataKey): Promise<T> {
  return withArtifact(
    artifacts,
    key,
    dataKey,
    async (reader) => JSON.parse((await collectOwnBytes(reader.read())).toString()) as T,
  )
}

/** Opens an artifact for the time of `use`. */
export async function withArtifact<T>(
  artifacts: Pick<ArtifactStore, 'open'>,
  key: string,
  dataKey: DataKey,
  use: (reader: ArtifactReader) => Promise<T>,
): Promise<T> {
  const reader = await artifacts.open(key, dataKey)
  try {
    return await use(reader)
  } finally {
    await reader.close()
  }
}

async function* counted<T>(records: AsyncIterable<T>, counts: { in: number }): AsyncIterable<T> {
  for await (const record of records) {
    counts.in++
    yield record
  }
}

function recordsOf(deps: ComputeDeps, task: ShardTask, signal: AbortSignal): AsyncIterable<unknown> {
  switch (task.input.kind) {
    case 'source':
      return sourceItems(deps, task, task.input, signal)
    case 'partitions':
      return partitionItems(deps, task, task.input.artifacts)
    case 'shards':
      return joinedItems(deps, task, task.input)
    case 'empty':
      return nothing()
    default:
      return task.input satisfies never
  }
}

async function* nothing(): AsyncIterable<never> {}

async function* sourceItems(
  deps: ComputeDeps,
  task: ShardTask,
  { ranges }: ShardInput & { kind: 'source' },
  signal: AbortSignal,
): AsyncIterable<ReadItem> {
  for (const range of ranges) for await (const batch of rangeBatches(deps, task, range, signal)) yield* batch
}

async function* rangeBatches(
  { artifacts }: ComputeDeps,
  task: ShardTask,
  { file, mark, last }: SourceRange,
  signal: AbortSignal,
): AsyncIterable<readonly ReadItem[]> {
  // Readers are for threads that read files: the others save their memory.
  const { inBatches, readFile, readMark } = await import('@techdeck/formats')
  const { artifact, plain, marks } = task.dataset.files[file]
  const reading = await readingOf(artifacts, task, file)
  const reader = await artifacts.open(plain ?? artifact, task.dataKey)
  try {
    const range = await withArtifact(artifacts, marks!, task.dataKey, async (marksReader) => ({
      start: await readMark(marksReader, mark),
      next: last ? null : await readMark(marksReader, mark + 1),
    }))
    const end = range.next?.byteOffset ?? reader.size
    const batches = inBatches(readFile(reader, reading, { file, start: range.start, end }, signal))
    const { mended } = task.dataset
    if (mended === undefined) yield* batches
    else yield* mendedBatches(artifacts, task, mended, task.dataset.files[file], batches)
  } finally {
    await reader.close()
  }
}

async function* mendedBatches(
  artifacts: ArtifactStore,
  { dataKey }: ShardTask,
  mended: string,
  file: DatasetFile,
  batches: AsyncIterable<readonly ReadItem[]>,
): AsyncIterable<readonly ReadItem[]> {
  const reader = await artifacts.open(mended, dataKey)
  try {
    yield* withMended(batches, reader, file)
  } finally {
    await reader.close()
  }
}

async function* partitionItems({ artifacts }: ComputeDeps, task: ShardTask, keys: string[]): AsyncIterable<unknown> {
  for (const key of keys) {
    const reader = await artifacts.open(key, task.dataKey)
    try {
      yield* (await openShardFile(reader)).items(`p${task.index}`)
    } finally {
      await reader.close()
    }
  }
}

/** Conversations with their notes, of each what the stage's contract names; without a note of one of the stages, a conversation was lost there and is passed over. */
async function* joinedItems(
  { artifacts, stages }: ComputeDeps,
  task: ShardTask,
  input: ShardInput & { kind: 'shards' },
): AsyncIterable<unknown> {
  const notes = Object.entries(input.notes).map(
    ([stage, source]) => [stage, new NotesInOrder(sectionOf(artifacts, task, source, 'notes'))] as const,
  )
  const { contract } = stages[task.stage]
  const { ofRecord, ofNote } = handedFields(contract)
  // What ingestion made is raw: nobody has said anything about it yet.
  const raw = contract.conversations === 'ingestion'
  let left = input.first ?? Infinity
  try {
    for await (const record of sectionOf(artifacts, task, input.conversations, 'records')) {
      if (left-- <= 0) break
      const joined: [string, Note | undefined][] = []
      for (const [stage, ofStage] of notes) joined.push([stage, await ofStage.of((record as Note).id)])
      if (joined.some(([, note]) => note === undefined)) continue
      const handed = ofRecord(record as object)
      const said = joined.map(([stage, note]) => [stage, ofNote(stage, note as Note)])
      yield raw ? handed : { conversation: handed, notes: Object.fromEntries(said) }
    }
  } finally {
    for (const [, ofStage] of notes) await ofStage.close()
  }
}

/** A stage's notes, which stand in the order of its conversations: only those passed over on the way are held. */
class NotesInOrder {
  readonly #notes: AsyncIterator<unknown>
  readonly #passed = new Map<string, Note>()

  constructor(notes: AsyncIterable<unknown>) {
    this.#notes = notes[Symbol.asyncIterator]()
  }

  async of(id: string): Promise<Note | undefined> {
    const passed = this.#passed.get(id)
    if (passed) this.#passed.delete(id)
    if (passed) return passed
    for (;;) {
      const { done, value } = await this.#notes.next()
      if (done) return undefined
      if ((value as Note).id === id) return value as Note
      this.#passed.set((value as Note).id, value as Note)
    }
  }

  async close(): Promise<void> {
    await this.#notes.return?.()
  }
}

async function* sectionOf(
  artifacts: ArtifactStore,
  task: ShardTask,
  { artifact, overlay }: ShardSource,
  section: string,
): AsyncIterable<unknown> {
  const said = overlay
    ? await withArtifact(artifacts, overlay, task.dataKey, (reader) => readOverlay(reader, task.index))
    : null
  const reader = await artifacts.open(artifact, task.dataKey)
  try {
    let ordinal = 0
    for await (const item of (await openShardFile(reader)).items(section)) {
      const at = ordinal++
      if (said?.dropped.has(at)) continue
      const cluster = section === 'records' ? said?.clusters.get(at) : undefined
      if (cluster !== undefined) (item as Conversation).cluster = cluster
      yield item
    }
  } finally {
    await reader.close()
  }
}
