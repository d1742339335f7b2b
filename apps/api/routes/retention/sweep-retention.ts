import { routes, type SweepView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { dueNow, sweepRetention as sweep, type RetentionDeps } from '../../retention/sweep-retention.ts'
import { sweepText, textDue, type TextDeps } from '../../retention/sweep-text.ts'
import { sweepUnpacked, unpackedDue, type UnpackedDeps } from '../../retention/sweep-unpacked.ts'
import type { ApiDeps } from '../../deps.ts'
import { countBelow } from '../datasets/count-below.ts'

/** `POST /retention/sweep`: what every instance of the API does by itself each hour, at once or only for show. */
export const sweepRetention: Route<RetentionDeps & TextDeps & UnpackedDeps & Pick<ApiDeps, 'artifacts'>> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.sweepRetention),
    handler: async (request) => {
      const { dry_run: isDry } = request.body
      const due = await (isDry ? dueNow : sweep)(deps)
      const texts = await (isDry ? textDue : sweepText)(deps)
      const unpacked = await (isDry ? unpackedDue : sweepUnpacked)(deps)
      const gone = due.filter(({ neededBy }) => neededBy.length === 0).map(({ datasetId }) => datasetId)
      request.access = {
        details: {
          dry_run: isDry,
          due: due.length,
          texts: texts.length,
          unpacked: unpacked.length,
          ...(!isDry && { deleted: gone.slice(0, 100) }),
        },
      }
      const shown: SweepView['datasets'] = []
      for (const { datasetId, dueAt, neededBy } of due)
        shown.push({
          dataset_id: datasetId,
          due_at: dueAt.toISOString(),
          artifacts: await countBelow(deps, datasetId),
          needed_by: neededBy,
        })
      const ended = texts.map(({ executionId, endedAt, neededBy }) => ({
        execution_id: executionId,
        ended_at: endedAt.toISOString(),
        needed_by: neededBy,
      }))
      // In earnest the text of these runs is gone by the time that files are looked at.
      const going = new Set(texts.filter((text) => text.neededBy.length === 0).map((text) => text.executionId))
      const packed = unpacked.map(({ datasetId, unpackedAt, neededBy }) => ({
        dataset_id: datasetId,
        unpacked_at: unpackedAt.toISOString(),
        needed_by: neededBy.filter((id) => !going.has(id)),
      }))
      return ok({ dry_run: isDry, datasets: shown, texts: ended, unpacked: packed } satisfies SweepView)
    },
  })
}
