import type { Conversation, ConversationRow, Passport, StageName } from '@techdeck/contracts'
import type { Note } from '@techdeck/stages'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { TRAILS } from '@techdeck/stages/trails'
import { withArtifact } from '../run-shard.ts'
import { openShardFile, type ShardFile } from '../shard-file/index.ts'
import { findShards } from './id-index.ts'
import { firstOutput, passportsOf, type Trail, type TrailDeps } from './shard-trail.ts'

const LENGTHS = ['turns', 'characters'] as const
/** Figures of a row that come from the text itself, then those that stages measure. */
export const FIGURE_NAMES: readonly string[] = [
  ...LENGTHS,
  ...Object.values(TRAILS).flatMap(({ figures }) => figures?.names ?? []),
]
/** Longer labels are notes of somebody, and no values to count by. */
const LONGEST_LABEL = 60

export interface RowsPart {
  rows: ConversationRow[]
  /** The shard to go on with; `null` at the end. */
  next: number | null
}

/**
 * What a run says of its conversations, in the order of the source: whole shards from one on, until there are `limit` rows
 * or `shards` were read. No text is in it.
 *
 * @throws NotFoundError while the files are not read
 */
export async function readRows(
  deps: TrailDeps,
  trail: Trail,
  { from, shards, limit }: { from: number; shards: number; limit: number },
): Promise<RowsPart> {
  const end = firstOutput(trail).shards
  const rows: ConversationRow[] = []
  let shard = from
  for (; shard < Math.min(end, from + shards) && rows.length < limit; shard++)
    rows.push(...(await rowsOf(deps, trail, shard)))
  return { rows, next: shard < end ? shard : null }
}

/** The row of one conversation, `null` where the run has none with this id; it reads one shard. */
export async function findRow(deps: TrailDeps, trail: Trail, id: string): Promise<ConversationRow | null> {
  const { index } = firstOutput(trail)
  if (index === undefined) return null
  for (const shard of await withArtifact(deps.artifacts, index, trail.dataKey, (reader) => findShards(reader, id))) {
    const found = (await rowsOf(deps, trail, shard)).find((row) => row.id === id)
    if (found) return found
  }
  return null
}

/** The rows of one shard. */
async function rowsOf(deps: TrailDeps, trail: Trail, shard: number): Promise<ConversationRow[]> {
  const passports = await passportsOf(deps, trail, shard, null)
  const about = await aboutOf(deps, trail, shard)
  return passports.flatMap((passport) => {
    const { conversation_id: id } = passport
    return id === null ? [] : [rowOf(trail.dataset.id, id, passport, about)]
  })
}

type About = Pick<ConversationRow, 'language' | 'labels'> & { figures: { [name: string]: number | null } }

function rowOf(datasetId: string, id: string, passport: Passport, about: ReadonlyMap<string, About>): ConversationRow {
  const { source, fate, steps } = passport
  const { outcome, stage, reason } = fate
  const { language = null, figures = {}, labels = {} } = about.get(id) ?? {}
  const split = steps.findLast((step) => step.split !== undefined)?.split
  return {
    id,
    dataset_id: datasetId,
    source,
    outcome,
    stage,
    ...(reason !== undefined && { reason }),
    ...(split !== undefined && { split }),
    language,
    figures: FIGURE_NAMES.map((name) => figures[name] ?? null),
    findings: Object.fromEntries(
      steps.flatMap(({ findings = [] }) =>
        findings.map(({ kind, category, count }) => [`${kind}.${category}`, count] as const),
      ),
    ),
    labels,
  }
}

/** What text and notes of a shard say of each conversation. */
async function aboutOf(deps: TrailDeps, trail: Trail, shard: number): Promise<Map<string, About>> {
  const all = new Map<string, About>()
  const of = (id: string): About => {
    const about = all.get(id) ?? { language: null, labels: {}, figures: {} }
    all.set(id, about)
    return about
  }
  for (const stage of trail.execution.stagesPlanned) {
    const { contract, told } = { contract: CONTRACTS[stage], told: TRAILS[stage] }
    const isRead = WRITE_TEXT.has(stage)
    if (!isRead && !told?.figures && !told?.facets) continue
    await withShard(deps, trail, stage, shard, async (file) => {
      if (isRead)
        for await (const item of file.items('records')) {
          const { id, language, turns, labels } = item as Conversation
          const about = of(id)
          about.language = language
          about.figures['turns'] = turns.length
          about.figures['characters'] = turns.reduce((sum, { text }) => sum + text.length, 0)
          // Labels that were not de-identified yet may name somebody.
          if (contract.sanitizes) Object.assign(about.labels, shortLabels(labels))
        }
      for (const section of told?.sections ?? [])
        for await (const item of file.items(section)) {
          const about = of((item as Note).id)
          const values = told!.figures?.of(item as never)
          values?.forEach((value, at) => (about.figures[told!.figures!.names[at]] = value))
          Object.assign(about.labels, told!.facets?.(item as never))
        }
    })
  }
  return all
}

/** Stages that write conversations which later ones read, after they had one form. */
const WRITE_TEXT: ReadonlySet<StageName> = new Set(
  Object.values(CONTRACTS).flatMap(({ conversations }) =>
    conversations === null || CONTRACTS[conversations].conversations === null ? [] : [conversations],
  ),
)

function shortLabels(labels: Conversation['labels']): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => {
      if (value === null || typeof value === 'object') return []
      const text = String(value)
      return text.length <= LONGEST_LABEL ? [[`labels.${name}`, text] as const] : []
    }),
  )
}

async function withShard(
  { artifacts, shards }: TrailDeps,
  { execution, dataset, dataKey }: Trail,
  stage: StageName,
  shard: number,
  use: (file: ShardFile) => Promise<void>,
): Promise<void> {
  const output = execution.stages[dataset.id]?.[stage]?.output
  const [artifact = null] = output ? await shards.artifacts(output.plan, shard, shard + 1) : []
  if (artifact !== null)
    await withArtifact(artifacts, artifact, dataKey, async (reader) => use(await openShardFile(reader)))
}
