import { routes, type Mend, type MendStatus } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'results' | 'mends'>

/** `GET /datasets/:id/quarantine/counts`: what the newest run kept out, by reason; what it read adds up. */
export const countQuarantine: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.countQuarantine),
    handler: async (request) => {
      const { datasets, results, mends } = deps
      const { id } = await findDataset(datasets, request, request.params.id)
      const first = await results.latest(id, 'ingestion')
      const stages = first
        ? (await results.ofExecution(first.pipelineId)).filter(({ datasetId }) => datasetId === id)
        : []
      const counts: { [status in MendStatus]: number } = { fixed: 0, released: 0 }
      for await (const { status } of mendsOf(mends, id)) counts[status]++
      const {
        in: read,
        out,
        merged,
        quarantined,
      } = first?.outputData.records ?? { in: 0, out: 0, merged: 0, quarantined: 0 }
      return ok({
        execution_id: first?.pipelineId ?? null,
        rows: first && { read, accepted: out + merged, quarantined },
        reasons: stages.flatMap(({ stageName, outputData }) =>
          outputData.losses.map(({ kind, reason, count }) => ({ stage: stageName, kind, reason_code: reason, count })),
        ),
        ...counts,
      })
    },
  })
}

const PAGE = 500

/** All mended rows of a data set, page by page. */
export async function* mendsOf(mends: Pick<ApiDeps['mends'], 'ofDataset'>, datasetId: string): AsyncIterable<Mend> {
  let page: Mend[]
  let after: string | null = null
  do {
    page = await mends.ofDataset(datasetId, PAGE, after)
    yield* page
    after = page.at(-1)?.id ?? null
  } while (page.length === PAGE)
}
