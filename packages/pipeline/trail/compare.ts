import type { ChangedConversation, RunDiff, SettingDifference } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { DiffTally, pairsOf } from './diff.ts'
import { compareSettings, settingsOf } from './settings.ts'
import { firstOutput, passportsOf, readingPlan, type Trail, type TrailDeps } from './shard-trail.ts'

export interface DiffPart {
  diff: RunDiff
  conversations: ChangedConversation[]
  /** The shard to go on with; `null` at the end. */
  next: number | null
}

/** What is not the same in two runs of one data set. */
export const differencesOf = (a: Trail, b: Trail): SettingDifference[] =>
  compareSettings(settingsOf(a.execution, a.dataset.id, a.results), settingsOf(b.execution, b.dataset.id, b.results))

/**
 * Compares two runs of one data set from one shard on: whole shards, until `limit` conversations differ or `shards` were
 * read. Parts add up by `addDiffs`. A later version of a data set, with further files, may be compared with an earlier.
 *
 * @throws ConflictError where the files were cut differently, so that conversations cannot be paired
 */
export async function compareRuns(
  deps: TrailDeps,
  a: Trail,
  b: Trail,
  { from, shards, limit }: { from: number; shards: number; limit: number },
): Promise<DiffPart> {
  const [ofA, ofB] = [firstOutput(a).shards, firstOutput(b).shards]
  const scattered = [a, b].map((trail) => readingPlan(trail) !== null)
  if (scattered[0] !== scattered[1] || (scattered[0] && ofA !== ofB))
    throw new ConflictError('The two runs cut the data set differently, so their conversations cannot be paired.', {
      details: { dataset_id: a.dataset.id },
    })
  const tally = new DiffTally(differencesOf(a, b))
  const conversations: ChangedConversation[] = []
  const end = Math.max(ofA, ofB)
  let shard = from
  for (; shard < Math.min(end, from + shards) && conversations.length < limit; shard++) {
    const [was, is] = await Promise.all([
      shard < ofA ? passportsOf(deps, a, shard, null) : [],
      shard < ofB ? passportsOf(deps, b, shard, null) : [],
    ])
    for (const [one, other] of pairsOf(was, is)) {
      const changed = tally.add(one, other)
      if (changed) conversations.push(changed)
    }
  }
  return { diff: tally.diff, conversations, next: shard < end ? shard : null }
}
