import {
  EXPORT_FORMATS,
  type Dataset,
  type Execution,
  type Passport,
  type PassportStep,
  type StageExecution,
  type StageName,
  type StageOutput,
  type Told,
} from '@techdeck/contracts'
import { NotFoundError, collect } from '@techdeck/core'
import type { Loss, Note } from '@techdeck/stages'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { TRAILS, type StageTrail } from '@techdeck/stages/trails'
import type { ArtifactStore, DataKey, ShardStore } from '../ports.ts'
import { withArtifact } from '../run-shard.ts'
import { openShardFile, type ShardFile } from '../shard-file/index.ts'
import { countSourceShards } from '../source-shards.ts'
import { readDrops, readPlaced } from './drops.ts'
import { SOURCES, unpackSource } from './sources.ts'

export interface TrailDeps {
  artifacts: Pick<ArtifactStore, 'open'>
  shards: Pick<ShardStore, 'artifacts' | 'range'>
}

/** What one execution did with one data set, as far as it has come. */
export interface Trail {
  execution: Omit<Execution, 'events'>
  dataset: Pick<Dataset, 'id' | 'files'>
  dataKey: DataKey
  /** Of this data set. */
  results: readonly StageExecution[]
}

/** Where the stage that makes the conversations left them. @throws {@link NotFoundError} before it has ended */
export function firstOutput(trail: Trail): StageOutput {
  const output = outputOf(trail)
  if (output) return output
  throw new NotFoundError('The files have not been read yet; ask again once ingestion has ended.', {
    details: { execution_id: trail.execution.id },
  })
}

function outputOf({ execution, dataset }: Trail): StageOutput | null {
  const first = Object.values(CONTRACTS).find(({ conversations }) => conversations === null)!
  return execution.stages[dataset.id]?.[first.name]?.output ?? null
}

/**
 * The passports of all that one shard held, in the order of the source: conversations, and rows that became none. They
 * are put together from what the stages noted beside the text; no text is read.
 */
export async function passportsOf(
  deps: TrailDeps,
  trail: Trail,
  index: number,
  /** Says where in the exports each stands; `null` where nobody asks. */
  counter: RecordCounter | null = new RecordCounter(),
): Promise<Passport[]> {
  const { execution, dataset } = trail
  const passports: Passport[] = []
  const open = new Map<string, Passport>()
  for (const stage of execution.stagesPlanned) {
    const { output, status } = execution.stages[dataset.id][stage]
    if (!output) {
      for (const passport of open.values()) passport.fate = { outcome: 'pending', stage, reason: `stage_${status}` }
      return passports
    }
    const [artifact = null] = await deps.shards.artifacts(output.plan, index, index + 1)
    if (artifact === null) {
      for (const passport of open.values()) end(passport, stepOf(trail, stage), PARKED)
      return passports
    }
    await withArtifact(deps.artifacts, artifact, trail.dataKey, async (reader) => {
      const file = await openShardFile(reader)
      const losses = await lossesOf(deps, trail, stage, output, index, file)
      if (CONTRACTS[stage].conversations === null) await begin(trail, stage, file, losses, passports, open)
      else await goOn(trail, stage, file, losses, open, await placesOf(deps, trail, output, index))
    })
  }
  const last = execution.stagesPlanned.at(-1)!
  const outcome = TRAILS[last]?.recordsIn ? 'exported' : 'kept'
  for (const passport of open.values()) passport.fate = { outcome, stage: last }
  if (outcome === 'exported') await counter?.place(deps, trail, index, [...open.values()])
  return passports
}

const PARKED: Pick<Loss, 'kind' | 'reason'> = { kind: 'quarantined', reason: 'shard_parked' }

/**
 * All passports of a data set, shard by shard; where rows lie apart, those that could not be read come first. None before
 * the files were read.
 */
export async function* allPassports(deps: TrailDeps, trail: Trail): AsyncIterable<Passport> {
  const output = outputOf(trail)
  if (!output) return
  const { shards } = output
  const counter = new RecordCounter()
  yield* scatteredRows(deps, trail)
  for (let index = 0; index < shards; index++) yield* await passportsOf(deps, trail, index, counter)
}

/** Which part of a plan's id names its phase. */
const PHASE = 3

/** The plan by which the source was read, where its rows were then brought together by another; else `null`. */
export function readingPlan(trail: Trail): string | null {
  const parts = firstOutput(trail).plan.split('.')
  return parts[PHASE] === 'read' ? null : parts.with(PHASE, 'read').join('.')
}

async function* scatteredRows(deps: TrailDeps, trail: Trail): AsyncIterable<Passport> {
  const plan = readingPlan(trail)
  if (plan === null) return
  const shards = countSourceShards(trail.dataset.files)
  for (let index = 0; index < shards; index++) {
    const [artifact = null] = await deps.shards.artifacts(plan, index, index + 1)
    if (artifact === null) continue
    const losses = await withArtifact(deps.artifacts, artifact, trail.dataKey, async (reader) =>
      collect((await openShardFile(reader)).items('losses')),
    )
    for (const loss of losses) yield lostRow(trail, trail.execution.stagesPlanned[0], loss as Loss)
  }
}

/** Everything that a stage lost of a shard, also when it was finished. */
async function lossesOf(
  { artifacts }: TrailDeps,
  { dataKey }: Trail,
  stage: StageName,
  { drops }: StageOutput,
  index: number,
  file: ShardFile,
): Promise<Loss[]> {
  const losses: Loss[] = []
  for await (const loss of file.items('losses')) losses.push(loss as Loss)
  if (drops === undefined) return losses
  await withArtifact(artifacts, drops, dataKey, async (reader) => {
    for await (const loss of readDrops(reader, index)) losses.push(loss)
  })
  return losses
}

/** Conversations begin where the source's rows were read; rows that became none end there. */
async function begin(
  trail: Trail,
  stage: StageName,
  file: ShardFile,
  losses: readonly Loss[],
  passports: Passport[],
  open: Map<string, Passport>,
): Promise<void> {
  for await (const item of file.items(SOURCES)) {
    const { id, source } = unpackSource(item)
    const passport: Passport = {
      conversation_id: id,
      source,
      fate: { outcome: 'pending', stage },
      steps: [stepOf(trail, stage)],
      exports: [],
    }
    passports.push(passport)
    open.set(id, passport)
  }
  passports.push(...losses.map((loss) => lostRow(trail, stage, loss)))
  passports.sort((a, b) => placeIn(a) - placeIn(b))
}

const placeIn = ({ source }: Passport): number => source.byte_offset ?? 0

/** The passport of a row that became no conversation, or went into one that began elsewhere. */
export function lostRow(trail: Trail, stage: StageName, { id, into, position, count = 1, ...loss }: Loss): Passport {
  const { file, line, row, byteOffset } = position
  const passport: Passport = {
    conversation_id: into === undefined ? (id ?? null) : null,
    source: {
      file: Number(file),
      ...(line !== undefined && { line }),
      ...(row !== undefined && { row }),
      ...(byteOffset !== undefined && { byte_offset: byteOffset }),
      rows: count,
    },
    fate: { outcome: 'pending', stage },
    steps: [],
    exports: [],
  }
  end(passport, stepOf(trail, stage), { ...loss, ...(into !== undefined && { into }) })
  return passport
}

async function goOn(
  trail: Trail,
  stage: StageName,
  file: ShardFile,
  losses: readonly Loss[],
  open: Map<string, Passport>,
  places: ReadonlyMap<string, Told>,
): Promise<void> {
  const told = await toldOf(TRAILS[stage], file)
  const lost = new Map(losses.map((loss) => [loss.id, loss]))
  for (const [id, passport] of open) {
    const step = { ...stepOf(trail, stage), ...told.get(id), ...places.get(id) }
    const loss = lost.get(id)
    if (loss) {
      open.delete(id)
      end(passport, step, loss)
    } else passport.steps.push(step)
  }
}

/** What the finish step says of a shard's conversations. */
async function placesOf(
  { artifacts }: Pick<TrailDeps, 'artifacts'>,
  { dataKey }: Trail,
  { placed }: StageOutput,
  index: number,
): Promise<Map<string, Told>> {
  const places = new Map<string, Told>()
  if (placed === undefined) return places
  await withArtifact(artifacts, placed, dataKey, async (reader) => {
    for await (const { id, ...told } of readPlaced(reader, index)) places.set(id, told)
  })
  return places
}

async function toldOf(trail: StageTrail | undefined, file: ShardFile): Promise<Map<string, Told>> {
  const told = new Map<string, Told>()
  for (const section of trail?.sections ?? [])
    for await (const note of file.items(section)) told.set((note as Note).id, trail!.tell(note as never))
  return told
}

type Ending = Pick<Loss, 'kind' | 'reason' | 'into' | 'intoDataset'>

function end(passport: Passport, step: PassportStep, { kind, reason, into, intoDataset }: Ending) {
  const why = {
    reason,
    ...(into !== undefined && { into }),
    ...(intoDataset !== undefined && { into_dataset: intoDataset }),
  }
  passport.steps.push({ ...step, outcome: kind, ...why })
  passport.fate = { outcome: kind, stage: step.stage, ...why }
}

function stepOf({ results }: Trail, stage: StageName): PassportStep {
  const version = results.find(({ stageName }) => stageName === stage)?.inputData['version']
  return { stage, version: typeof version === 'number' ? version : null, outcome: 'passed' }
}

/** Other files say something of all records, and hold none. */
const HOLD_RECORDS: ReadonlySet<string> = new Set(EXPORT_FORMATS)
/** Shard records that are read at once. */
const PAGE = 256

/**
 * In which files conversations stand, and where: files hold the shards in order, and each shard's conversations in order.
 * One counter serves shards that are asked for in ascending order, so that none is counted twice.
 */
export class RecordCounter {
  readonly #counts = new Map<string | undefined, number>()
  /** The first shard that is not counted. */
  #next = 0

  /** Says where each of a shard's exported conversations stands; they come in order. */
  async place({ shards, artifacts }: TrailDeps, trail: Trail, index: number, passports: Passport[]) {
    const { execution, dataset, results } = trail
    const stage = execution.stagesPlanned.at(-1)!
    const { recordsIn, lineOf } = TRAILS[stage]!
    const files = results.find(({ stageName }) => stageName === stage)?.outputData.files ?? []
    const splits = [...new Set(files.map(({ split }) => split))]
    const { plan, placed } = execution.stages[dataset.id][stage].output!
    if (placed !== undefined && this.#next < index)
      await withArtifact(artifacts, placed, trail.dataKey, async (reader) => {
        for (; this.#next < index; this.#next++)
          for await (const { split } of readPlaced(reader, this.#next)) this.#add(split, 1)
      })
    for (; this.#next < index; this.#next = Math.min(index, this.#next + PAGE))
      for (const { result } of await shards.range(plan, this.#next, Math.min(index, this.#next + PAGE)))
        for (const split of result ? splits : []) this.#add(split, recordsIn!(result!.summary, split))
    this.#next = index + 1
    for (const passport of passports) {
      const { split } = passport.steps.at(-1)!
      const record = this.#add(split, 1)
      passport.exports = files
        .filter((file) => file.split === split && HOLD_RECORDS.has(file.format))
        .map(({ name, format }) => {
          const line = lineOf?.(format, record)
          return { name, format, record, ...(line !== undefined && { line }) }
        })
    }
  }

  #add(split: string | undefined, count: number): number {
    const sum = (this.#counts.get(split) ?? 0) + count
    this.#counts.set(split, sum)
    return sum
  }
}
