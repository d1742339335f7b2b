import type { Passport, Place } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { readMark, type ReadItem } from '@techdeck/formats'
import type { Loss } from '@techdeck/stages'
import { ROWS, type RowsOf } from '@techdeck/stages/trails'
import type { ArtifactReader } from '../ports.ts'
import { withArtifact } from '../run-shard.ts'
import { shardOfMark } from '../source-shards.ts'
import { openShardFile } from '../shard-file/index.ts'
import { findShards } from './id-index.ts'
import { firstOutput, lostRow, passportsOf, readingPlan, type Trail, type TrailDeps } from './shard-trail.ts'

/** Passports that are given at most, where the beginning of an id or a line stands for several. */
const MOST = 20

/** Where in one file, by its ordinal. */
export type FilePlace = { file: number; line: number } | { file: number; row: number }

/**
 * What happened to a conversation, or to what stands at a place of a file: usually one passport; several where a line
 * holds several rows or ids begin alike, and none where nothing is known of it. It reads one shard of each stage, found by
 * a range read or two, however large the data set is.
 *
 * @throws NotFoundError while the files are not read
 */
export async function findPassports(deps: TrailDeps, trail: Trail, place: FilePlace | { conversation: string }) {
  const found =
    'conversation' in place ? await byId(deps, trail, place.conversation) : await byPlace(deps, trail, place)
  return found.slice(0, MOST)
}

/** A place with its file's ordinal in place of its name; `null` when the data set has no such file. */
export function placeIn(
  files: readonly { ordinal: number; name: string }[],
  place: Place,
): FilePlace | { conversation: string } | null {
  if ('conversation' in place) return place
  const { file: name, ...rest } = place
  const [, alias] = /^(?:.*#|file-)?(\d{1,9})$/s.exec(name) ?? []
  const file = files.find((each) => each.name === name) ?? files.find(({ ordinal }) => String(ordinal) === alias)
  return file ? { file: file.ordinal, ...rest } : null
}

async function byId(deps: TrailDeps, trail: Trail, id: string): Promise<Passport[]> {
  const { index } = firstOutput(trail)
  if (index === undefined)
    throw new NotFoundError('This execution was made before conversations were indexed; run the data set again.')
  const shards = await withArtifact(deps.artifacts, index, trail.dataKey, (reader) => findShards(reader, id))
  const found: Passport[] = []
  for (const shard of shards)
    for (const passport of await passportsOf(deps, trail, shard))
      if (passport.conversation_id?.startsWith(id)) found.push(passport)
  return found
}

async function byPlace(deps: TrailDeps, trail: Trail, place: FilePlace): Promise<Passport[]> {
  const shard = await sourceShardOf(deps, trail, place)
  if (shard === null) return []
  const plan = readingPlan(trail)
  return plan === null
    ? byRow(await passportsOf(deps, trail, shard), place)
    : byScatteredRow(deps, trail, plan, place, shard)
}

/** Rows stand one after the other: what begins there, else what began before. */
function byRow(passports: readonly Passport[], place: FilePlace): Passport[] {
  const [member, at] = wantedOf(place)
  const inFile = passports.filter(({ source }) => source.file === place.file && source[member] !== undefined)
  const exact = inFile.filter(({ source }) => source[member] === at)
  const found = exact.length > 0 ? exact : inFile.filter(({ source }) => source[member]! <= at).slice(-1)
  const ids = new Set(found.map(({ fate }) => fate.into))
  return [...found, ...passports.filter(({ conversation_id: id }) => id !== null && ids.has(id))]
}

const wantedOf = (place: FilePlace): ['line' | 'row', number] =>
  'line' in place ? ['line', place.line] : ['row', place.row]

/**
 * Rows lie apart: the shard of the source says whether the row was read and to which partition it went; the partition,
 * which conversation it became part of.
 */
async function byScatteredRow(
  deps: TrailDeps,
  trail: Trail,
  plan: string,
  place: FilePlace,
  shard: number,
): Promise<Passport[]> {
  const [artifact = null] = await deps.shards.artifacts(plan, shard, shard + 1)
  if (artifact === null) return []
  const [member, at] = wantedOf(place)
  const found = await withArtifact(deps.artifacts, artifact, trail.dataKey, async (reader) => {
    const file = await openShardFile(reader)
    for await (const item of file.items('losses')) {
      const loss = item as Loss
      if (loss.position[member] === at) return { loss }
    }
    for (const section of file.sections.filter((name) => PARTITION.test(name)))
      for await (const item of file.items(section)) {
        const { position } = item as NonNullable<ReadItem['row']>
        if (position[member] === at) return { partition: Number(section.slice(1)), position }
      }
    return null
  })
  if (found?.loss) return [lostRow(trail, trail.execution.stagesPlanned[0], found.loss)]
  if (!found?.position) return []
  const id = await withPartition(deps, trail, found.partition, async (reader) => {
    for await (const item of (await openShardFile(reader)).items(ROWS)) {
      const { id: conversation, file, at: places } = item as RowsOf
      if (file === place.file && places.includes(found.position.byteOffset)) return conversation
    }
    return null
  })
  const passports = await passportsOf(deps, trail, found.partition)
  return passports.filter(
    ({ conversation_id, source }) =>
      (id !== null && conversation_id === id) ||
      (source.file === place.file && source.byte_offset === found.position.byteOffset),
  )
}

const PARTITION = /^p\d+$/

async function withPartition<T>(
  deps: TrailDeps,
  trail: Trail,
  partition: number,
  use: (reader: ArtifactReader) => Promise<T>,
): Promise<T | null> {
  const [artifact = null] = await deps.shards.artifacts(firstOutput(trail).plan, partition, partition + 1)
  return artifact === null ? null : withArtifact(deps.artifacts, artifact, trail.dataKey, use)
}

/** The shard of the source whose part of the file holds a place, by its marks; `null` when no part does. */
async function sourceShardOf(
  { artifacts }: TrailDeps,
  { dataset, dataKey }: Trail,
  place: FilePlace,
): Promise<number | null> {
  const [member, at] = wantedOf(place)
  const { shards = 0, marks, rows = 0 } = dataset.files.find(({ ordinal }) => ordinal === place.file) ?? {}
  if (!marks || shards === 0 || at < 1 || (member === 'row' && at > rows)) return null
  const mark = await withArtifact(artifacts, marks, dataKey, async (reader) => {
    let [low, high] = [0, shards - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((await readMark(reader, middle))[member] <= at) low = middle
      else high = middle - 1
    }
    return low
  })
  return shardOfMark(dataset.files, place.file, mark)
}
