import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { workersView, type WorkerDeps } from './view.ts'

/** `GET /workers`: who is at work on what, and how the queues stand; ids and counts alone. */
export const listWorkers: Route<WorkerDeps> = async (app, deps) => {
  app.route({ ...serve(routes.listWorkers), handler: async () => ok(await workersView(deps)) })
}
