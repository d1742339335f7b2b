import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { findingsOf } from './findings-of.ts'
import { toBiasView, toValidationView } from './view.ts'

/** `GET /validation/:dataset_id`: the newest validation of a data set, by whatever run. */
export const getValidation: Route<Pick<ApiDeps, 'datasets' | 'results'>> = async (app, { datasets, results }) => {
  app.route({
    ...serve(routes.getValidation),
    handler: async (request) => {
      const { id } = await findDataset(datasets, request, request.params.dataset_id)
      const stage = await results.latest(id, 'validation')
      const { validation = null, bias = null } = stage ? await findingsOf(results, stage) : {}
      if (!stage || !validation) throw new NotFoundError('The data set has not been validated yet.')
      return ok({
        execution_id: stage.pipelineId,
        validation: toValidationView(validation),
        bias: bias && toBiasView(bias),
      })
    },
  })
}
