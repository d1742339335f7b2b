import {
  STAGES,
  routes,
  type Execution,
  type LossKind,
  type QuarantineRowView,
  type StageName,
} from '@techdeck/contracts'
import { NotFoundError, ValidationError } from '@techdeck/core'
import { readLosses, type DataKey, type LossCursor } from '@techdeck/pipeline'
import { z } from 'zod'
import { DEFAULT_PAGE } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from './get-dataset.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'executions' | 'results' | 'shards' | 'artifacts' | 'keys' | 'keyRing'>
type Loss = Awaited<ReturnType<typeof readLosses>>['losses'][number]

/** What waits for a person. */
const OPEN_KINDS: readonly LossKind[] = ['quarantined', 'withheld']

/** Where a page begins: the execution that it is of, and the phase, shard and item to go on with. */
const Cursor = z.tuple([z.string(), z.int(), z.int(), z.int()])

/** `GET /datasets/:id/quarantine`: what the newest run of a data set kept out, with position and reason, page by page. */
export const listQuarantine: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.listQuarantine),
    handler: async (request) => {
      const { cursor, limit = DEFAULT_PAGE, kind } = request.query
      const dataset = await findDataset(deps.datasets, request, request.params.id)
      const wrapped = await deps.keys.get(dataset.dataKeyId)
      if (!wrapped) throw new NotFoundError('The data set is gone.')
      const [executionId, phase, shard, ordinal] = cursor === undefined ? [undefined, 0, 0, 0] : decode(cursor)
      const newest = executionId ?? (await deps.results.latest(dataset.id, 'ingestion'))?.pipelineId
      const execution = newest === undefined ? null : await deps.executions.get(newest)
      const dataKey = await deps.keyRing.unwrap(wrapped)
      const found = execution?.stages[dataset.id]
        ? await readPage(
            deps,
            dataKey,
            execution,
            dataset.id,
            { phase, shard, ordinal },
            kind ? [kind] : OPEN_KINDS,
            limit,
          )
        : { rows: [], next: null }
      request.access = { dataId: dataset.id, executionId: execution?.id, details: { rows: found.rows.length } }
      return { success: true as const, data: found.rows, meta: { next_cursor: found.next } }
    },
  })
}

async function readPage(
  deps: Deps,
  dataKey: DataKey,
  execution: Execution,
  datasetId: string,
  from: LossCursor & { phase: number },
  kinds: readonly LossKind[],
  limit: number,
): Promise<{ rows: QuarantineRowView[]; next: string | null }> {
  const phases = phasesOf(execution, datasetId)
  const rows: QuarantineRowView[] = []
  let cursor: LossCursor = from
  for (let at = from.phase; at < phases.length; at++, cursor = { shard: 0, ordinal: 0 }) {
    const { stage, ...plan } = phases[at]
    const { losses, next } = await readLosses(deps, dataKey, plan, { kinds, cursor, limit: limit - rows.length })
    rows.push(...losses.map((loss) => toRowView(execution.id, stage, loss)))
    if (next) return { rows, next: encode([execution.id, at, next.shard, next.ordinal]) }
  }
  return { rows, next: null }
}

/** Every phase of every stage that has begun, in the order of the flow; a reused stage's is another execution's. */
function phasesOf({ stages }: Execution, datasetId: string): { stage: StageName; plan: string; shards: number }[] {
  return STAGES.flatMap((stage) => {
    const state = stages[datasetId][stage]
    const plans = state?.plans.length ? state.plans : state?.output ? [state.output] : []
    return plans.map(({ plan, shards }) => ({ stage, plan, shards }))
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
})

const encode = (cursor: z.infer<typeof Cursor>): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function decode(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new ValidationError('The cursor is not one of ours.', { details: [{ path: 'cursor', problem: 'not valid' }] })
  }
}
