import { routes, type Dataset } from '@techdeck/contracts'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { grantedBy } from '../../policy.ts'
import { refuseDestroyed } from './destroyed.ts'
import { toDatasetView } from './view.ts'

/** `GET /datasets/:id`: a data set and what inspection found. */
export const getDataset: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.getDataset),
    handler: async (request) => ok(toDatasetView(await findDataset(datasets, request, request.params.id))),
  })
}

/** A data set that the caller may reach by the contract of the route. @throws NotFoundError, also once it is deleted; DataDestroyedError */
export async function findDataset(
  datasets: Pick<ApiDeps['datasets'], 'get'>,
  request: FastifyRequest,
  id: string,
): Promise<Dataset> {
  const dataset = await datasets.get(id)
  if (dataset?.deletion?.shredded) refuseDestroyed(grantedBy(request, dataset))
  return grantedBy(request, dataset?.status === 'deleted' ? null : dataset)
}
