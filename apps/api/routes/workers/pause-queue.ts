import { STAGES, routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { inRedis, workersView, type WorkerDeps } from './view.ts'

type Deps = WorkerDeps & Pick<ApiDeps, 'queues'>

/** `POST /queues/:stage/pause`: jobs wait, those under way go on, and runs stand still where they come to this stage. */
export const pauseQueue = change('pauseQueue', (queue) => queue.pause())

/** `POST /queues/:stage/resume`: takes that back. */
export const resumeQueue = change('resumeQueue', (queue) => queue.resume())

function change(
  route: 'pauseQueue' | 'resumeQueue',
  act: (queue: ApiDeps['queues'][number]) => Promise<void>,
): Route<Deps> {
  return async (app, deps) => {
    app.route({
      ...serve(routes[route]),
      handler: async (request) => {
        const { stage } = request.params
        const queue = deps.queues.find(({ name }) => name === stage && STAGES.some((each) => each === name))
        if (!queue) throw new NotFoundError('There is no such stage.')
        await inRedis(act(queue))
        request.access = { dataId: stage }
        const { queues } = await workersView(deps)
        return ok(queues.find((each) => each.queue === queue.name)!)
      },
    })
  }
}
