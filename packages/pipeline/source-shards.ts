import type { DatasetFile } from '@techdeck/contracts'

/** A stretch of a file that one shard reads: from that mark up to the next one, or to the end. */
export interface SourceRange {
  file: number
  mark: number
  last: boolean
}

type Files = readonly Pick<DatasetFile, 'ordinal' | 'shards' | 'container' | 'sizeBytes' | 'conversations'>[]

/** As much as a shard holds that is not among a file's first: a second's work or two, done again when a worker dies. */
const FULL = { bytes: 2 * 1024 * 1024, conversations: 256 }

/**
 * How much shards hold. Each costs a job, a claim and a commit, so large files have large ones; the first are smaller,
 * so that small files, too, are worked on by many.
 */
export function shardLimits(shard: number): { bytes: number; conversations: number } {
  const share = shard < 4 ? 1 / 4 : shard < 8 ? 1 / 2 : 1
  return { bytes: FULL.bytes * share, conversations: FULL.conversations * share }
}

/** Shards that follow each other: those of one file, or the one of several small members. */
interface Run {
  first: number
  count: number
  files: number[]
}

/**
 * How the shards of a source lie over its files, by what inspection recorded and nothing else. A file has as many as its
 * marks cut it into; members of archives that are smaller than that share one, since most hold a single conversation.
 */
function* runsOf(files: Files): Generator<Run> {
  let first = 0
  let open: number[] = []
  let [bytes, conversations] = [0, 0]
  for (const { ordinal, shards = 0, container, sizeBytes, conversations: own = 1 } of files) {
    if (shards === 0) continue
    const small = container !== undefined && shards === 1
    const most = shardLimits(first)
    const fits = small && bytes + sizeBytes <= most.bytes && conversations + own <= most.conversations
    if (open.length > 0 && !fits) {
      yield { first: first++, count: 1, files: open }
      open = []
    }
    if (!small) {
      yield { first, count: shards, files: [ordinal] }
      first += shards
      continue
    }
    if (open.length === 0) [bytes, conversations] = [0, 0]
    open.push(ordinal)
    bytes += sizeBytes
    conversations += own
  }
  if (open.length > 0) yield { first, count: 1, files: open }
}

/** How many shards a source has. */
export function countSourceShards(files: Files): number {
  let shards = 0
  for (const { count } of runsOf(files)) shards += count
  return shards
}

/** What a shard reads, in order. @throws RangeError when there is no such shard */
export function rangesOfShard(files: Files, index: number): SourceRange[] {
  for (const { first, count, files: inRun } of runsOf(files)) {
    if (index >= first + count) continue
    const mark = index - first
    return inRun.map((file) => ({ file, mark, last: mark === count - 1 }))
  }
  throw new RangeError(`There is no source shard ${index}.`)
}

/** The shard that reads a file from one of its marks; `null` when no shard reads the file. */
export function shardOfMark(files: Files, file: number, mark: number): number | null {
  for (const run of runsOf(files)) if (run.files.includes(file)) return run.first + mark
  return null
}
