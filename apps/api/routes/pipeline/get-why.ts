import { parsePlace, routes, type WhyView } from '@techdeck/contracts'
import { NotFoundError, ValidationError } from '@techdeck/core'
import { findPassports, placeIn, readPassportFile } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'
import { trailsOf, type TrailDeps } from './trails.ts'

/** `GET /pipeline/:id/why/:conversation`: where a conversation or row went, and why. */
export const getWhy: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getWhy),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const place = parsePlace(request.params.conversation)
      if (!place)
        throw new ValidationError('That is neither an id of a conversation nor a place of a file.', {
          details: [{ path: 'conversation', problem: 'not a place', allowed: ['ID', 'FILE:LINE', 'FILE:row:ROW'] }],
        })
      const passports: WhyView['passports'] = []
      for (const trail of await trailsOf(deps, execution)) {
        const { dataset, dataKey } = trail
        const at = placeIn(dataset.files, place)
        for (const passport of at ? await findPassports(deps, trail, at) : []) {
          const read = dataset.files.find(({ ordinal }) => ordinal === passport.source.file)!
          const file = await readPassportFile(deps.artifacts, dataKey, read)
          passports.push({ ...passport, dataset_id: dataset.id, file })
        }
      }
      if (passports.length === 0)
        throw new NotFoundError('The execution knows of nothing there.', {
          userMessage:
            'The execution knows of no conversation with such an id, and of nothing at such a place. Places are lines or rows of the files that it read, such as sessions.csv:12.',
        })
      request.access = { executionId: execution.id, details: { passports: passports.length } }
      return ok({ execution_id: execution.id, passports })
    },
  })
}
