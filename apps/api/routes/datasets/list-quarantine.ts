import {
  STAGES,
  routes,
  type Execution,
  type LossKind,
  type QuarantineRowView,
  type StageExecution,
  type StageName,
} from '@techdeck/contracts'
import { NotFoundError, ValidationError } from '@techdeck/core'
import { lossesWithoutPlace, readLosses, type DataKey, type LossCount, type LossCursor } from '@techdeck/pipeline'
import { z } from 'zod'
import { DEFAULT_PAGE } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toMendView } from '../quarantine/view.ts'
import { findDataset } from './get-dataset.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'executions' | 'results' | 'shards' | 'artifacts' | 'keys' | 'keyRing' | 'mends'>
type Loss = Awaited<ReturnType<typeof readLosses>>['losses'][number]

const [FIRST] = STAGES

/** What waits for a person. */
const OPEN_KINDS: readonly LossKind[] = ['quarantined', 'withheld']

/** Where a page begins: the execution that it is of, and the part, shard and item to go on with. */
const Cursor = z.tuple([z.string(), z.int(), z.int(), z.int()])

/** What was kept out of one phase of a stage, by its shards; or of a stage as a whole, by its result. */
type Part =
  | { stage: StageName; plan: string; shards: number; losses?: never }
  | { stage: StageName; plans: { plan: string; shards: number }[]; losses: LossCount[] }

/**
 * `GET /datasets/:id/quarantine`: what the newest run of a data set kept out, with reason and position, page by page.
 * Behind the rows of each stage stands, without position, what was lost with parked shards or when it was finished.
 */
export const listQuarantine: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.listQuarantine),
    handler: async (request) => {
      const { cursor, limit = DEFAULT_PAGE, kind, reason } = request.query
      const dataset = await findDataset(deps.datasets, request, request.params.id)
      const wrapped = await deps.keys.get(dataset.dataKeyId)
      if (!wrapped) throw new NotFoundError('The data set is gone.')
      const [executionId, part, shard, ordinal] = cursor === undefined ? [undefined, 0, 0, 0] : decode(cursor)
      const newest = executionId ?? (await deps.results.latest(dataset.id, 'ingestion'))?.pipelineId
      const execution = newest === undefined ? null : await deps.executions.get(newest)
      const dataKey = await deps.keyRing.unwrap(wrapped)
      const found = execution?.stages[dataset.id]
        ? await readPage(
            deps,
            dataKey,
            execution,
            dataset.id,
            { part, shard, ordinal },
            { kinds: kind ? [kind] : OPEN_KINDS, reason },
            limit,
          )
        : { rows: [], next: null }
      request.access = { dataId: dataset.id, executionId: execution?.id, details: { rows: found.rows.length } }
      const rows = await withMends(deps, dataset.id, found.rows)
      return { success: true as const, data: rows, meta: { next_cursor: found.next } }
    },
  })
}

/** Says of rows that could not be read whether somebody mended them. */
async function withMends({ mends }: Deps, datasetId: string, rows: QuarantineRowView[]): Promise<QuarantineRowView[]> {
  return Promise.all(
    rows.map(async (row) => {
      const mend = row.stage === FIRST && row.position ? await mends.get(`${datasetId}.${row.id}`) : null
      return mend ? { ...row, mend: toMendView(mend) } : row
    }),
  )
}

async function readPage(
  deps: Deps,
  dataKey: DataKey,
  execution: Execution,
  datasetId: string,
  from: LossCursor & { part: number },
  wanted: Wanted,
  limit: number,
): Promise<{ rows: QuarantineRowView[]; next: string | null }> {
  const results = (await deps.results.ofExecution(execution.id)).filter((result) => result.datasetId === datasetId)
  const parts = partsOf(execution, datasetId, results)
  const rows: QuarantineRowView[] = []
  let cursor: LossCursor = from
  for (let at = from.part; at < parts.length; at++, cursor = { shard: 0, ordinal: 0 }) {
    const part = parts[at]
    const room = limit - rows.length
    const page = part.losses
      ? await wholePage(deps, execution.id, part, { ...wanted, cursor, limit: room })
      : await shardsPage(deps, dataKey, execution.id, part, { ...wanted, cursor, limit: room })
    rows.push(...page.rows)
    if (page.next) return { rows, next: encode([execution.id, at, page.next.shard, page.next.ordinal]) }
  }
  return { rows, next: null }
}

interface Wanted {
  kinds: readonly LossKind[]
  reason: string | undefined
}
interface PageOptions extends Wanted {
  cursor: LossCursor
  limit: number
}
interface PartPage {
  rows: QuarantineRowView[]
  next: LossCursor | null
}

async function shardsPage(
  deps: Deps,
  dataKey: DataKey,
  executionId: string,
  { stage, plan, shards }: Extract<Part, { plan: string }>,
  options: PageOptions,
): Promise<PartPage> {
  const { losses, next } = await readLosses(deps, dataKey, { plan, shards }, options)
  return { rows: losses.map((loss) => toRowView(executionId, stage, loss)), next }
}

async function wholePage(
  deps: Deps,
  executionId: string,
  { stage, plans, losses }: Extract<Part, { plans: unknown }>,
  { kinds, reason: only, cursor: { ordinal }, limit }: PageOptions,
): Promise<PartPage> {
  const wanted = losses.filter(({ kind, reason }) => kinds.includes(kind) && (only === undefined || reason === only))
  const found = await lossesWithoutPlace(deps, plans, wanted)
  const rows = found.slice(ordinal, ordinal + limit).map(({ kind, reason, count }) => ({
    id: `${stage}.${kind}.${reason}`,
    execution_id: executionId,
    stage,
    kind,
    reason_code: reason,
    position: null,
    count,
  }))
  return { rows, next: ordinal + limit < found.length ? { shard: 0, ordinal: ordinal + limit } : null }
}

/**
 * Every phase of every stage that has begun, in the order of the flow, each stage's result behind its phases; a reused
 * stage's phase is another execution's.
 */
function partsOf({ stages }: Execution, datasetId: string, results: readonly StageExecution[]): Part[] {
  return STAGES.flatMap((stage): Part[] => {
    const state = stages[datasetId][stage]
    const plans = state?.plans.length ? state.plans : state?.output ? [state.output] : []
    const losses = results.find(({ stageName }) => stageName === stage)?.outputData.losses ?? []
    return [...plans.map(({ plan, shards }) => ({ stage, plan, shards })), { stage, plans, losses }]
  })
}

const toRowView = (
  executionId: string,
  stage: StageName,
  { id, kind, reason, position, count, excerpt }: Loss,
): QuarantineRowView => ({
  id: `${position.file}.${position.byteOffset ?? position.row ?? position.line ?? 0}`,
  execution_id: executionId,
  stage,
  kind,
  reason_code: reason,
  conversation_id: id,
  position: { file: position.file, line: position.line, row: position.row, byte_offset: position.byteOffset },
  count: count ?? 1,
  excerpt,
  // Whatever reading could not read has one as long as it is kept.
  ...(stage === FIRST && kind === 'quarantined' && excerpt === undefined && { excerpt_gone: true }),
})

const encode = (cursor: z.infer<typeof Cursor>): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function decode(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new ValidationError('The cursor is not one of ours.', { details: [{ path: 'cursor', problem: 'not valid' }] })
  }
}
