import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { inRedis, type WorkerDeps } from './view.ts'

/** `POST /workers/:id/drain`: within a second it hands back what it has, to others of its stages. */
export const drainWorker = wish('drainWorker', true)

/** `POST /workers/:id/resume`: takes that back. */
export const resumeWorker = wish('resumeWorker', false)

function wish(name: 'drainWorker' | 'resumeWorker', drain: boolean): Route<WorkerDeps> {
  return async (app, { workers }) => {
    app.route({
      ...serve(routes[name]),
      handler: async (request, reply) => {
        const { id } = request.params
        if (!(await inRedis(workers.wish(id, { drain })))) throw new NotFoundError('There is no such worker.')
        return reply.code(202).send(ok({ id }))
      },
    })
  }
}
