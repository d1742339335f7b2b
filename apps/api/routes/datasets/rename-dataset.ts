import { routes, type RenameDatasetBody } from '@techdeck/contracts'
import { AuthorizationError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted, owned } from '../../policy.ts'
import { toDatasetView } from './view.ts'

const DAY_MS = 24 * 3_600_000

/**
 * `PATCH /datasets/:id`: its name, by its owner or an editor; licence, consent, purpose, legal basis and retention by its
 * owner alone, and no agent for them, since somebody answers for these.
 */
export const renameDataset: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.renameDataset),
    handler: async (request) => {
      const { id } = request.params
      const who = whoAsks(request)
      const find = async () => granted(await datasets.get(id), who, 'dataset:write')
      const found = await find()
      if (saysTerms(request.body)) {
        owned(found, who)
        if (who.token?.kind === 'agent')
          throw new AuthorizationError('A person has to say under what terms data stand.')
      }
      const { createdAt } = found
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

const saysTerms = ({ name: _name, ...terms }: RenameDatasetBody): boolean =>
  Object.values(terms).some((said) => said !== undefined)
