import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted } from '../../policy.ts'
import { toDatasetView } from './view.ts'

const DAY_MS = 24 * 3_600_000

/** `PATCH /datasets/:id`: what its owner or an editor says of it: name, licence, consent, purpose, legal basis and retention. */
export const renameDataset: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.renameDataset),
    handler: async (request) => {
      const { id } = request.params
      const find = async () => granted(await datasets.get(id), whoAsks(request), 'dataset:write')
      const { createdAt } = await find()
      const { legal_basis: legalBasis, retention_days: days, ...said } = request.body
      await datasets.describe(id, {
        ...said,
        ...(legalBasis && { legalBasis }),
        ...(days !== undefined && {
          retainUntil: days === null ? null : new Date(createdAt.getTime() + days * DAY_MS),
        }),
      })
      if (days !== undefined || legalBasis || said.purpose !== undefined)
        request.access = {
          details: {
            ...(days !== undefined && { retention_days: days }),
            ...(legalBasis && { legal_basis: legalBasis }),
          },
        }
      return ok(toDatasetView(await find()))
    },
  })
}
