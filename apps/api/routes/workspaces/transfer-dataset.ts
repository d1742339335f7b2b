import { routes, type Dataset, type Execution } from '@techdeck/contracts'
import { AuthorizationError, ConflictError, NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { placeFor } from '../../policy.ts'
import type { Principal } from '../../principal.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { toDatasetView } from '../datasets/view.ts'
import { userAt } from '../users/find-user.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'executions' | 'shares' | 'teams' | 'users' | 'workspaces'> & {
  callers: Callers
}

/**
 * `POST /datasets/:id/transfer`: gives a data set to another owner, into another workspace, or both; its runs go with it,
 * and so do its shares. Refused while a run of it is active, and where a run reads it together with data sets that stay
 * in another workspace. The runs move first: a request that breaks off is repeated by who owns it until the end.
 */
export const transferDataset: Route<Deps> = async (app, deps) => {
  const { datasets, executions, callers } = deps
  app.route({
    ...serve(routes.transferDataset),
    handler: async (request) => {
      const who = whoAsks(request)
      const before = await findDataset(datasets, request, request.params.id)
      const { id } = before
      const to = await placeOf(deps, who, before, request.body)
      const active = await executions.activeFor(id)
      if (active.length > 0)
        throw new ConflictError('A run of this data set is active; cancel it or wait for it.', {
          details: { dataset_id: id, execution_ids: active },
        })
      await callers.changeAll(await concerned(deps, who, before, to), async () => {
        await moveRuns(deps, before, to)
        if (!(await datasets.transfer(id, before, to)))
          throw new ConflictError('The data set was given to somebody else meanwhile.')
        // Those that began meanwhile.
        await moveRuns(deps, before, to)
      })
      request.access = {
        details: {
          owner: to.userId,
          workspace: to.workspaceId,
          from: before.userId,
          from_workspace: before.workspaceId,
        },
      }
      return ok(toDatasetView({ ...before, ...to }))
    },
  })
}

type Place = Pick<Dataset, 'workspaceId' | 'userId'>

/** Where it is to be. @throws NotFoundError @throws AuthorizationError @throws ConflictError */
async function placeOf(
  { users, workspaces }: Deps,
  who: Principal,
  dataset: Dataset,
  { workspace_id: named, owner: email }: { workspace_id?: string | undefined; owner?: string | undefined },
): Promise<Place> {
  const workspaceId = named === undefined ? dataset.workspaceId : placeFor(who, named)
  const leaves = workspaceId !== dataset.workspaceId && dataset.workspaceId !== who.workspaceId
  if (leaves && who.workspaces.get(dataset.workspaceId) !== 'owner')
    throw new AuthorizationError('Only an owner of a workspace takes data sets out of it.')
  if (email === undefined) return { workspaceId, userId: dataset.userId }
  const owner = await userAt(users, who, email)
  if (!owner.isActive) throw new NotFoundError('There is no such user.')
  if (workspaceId !== who.workspaceId) {
    const members = (await workspaces.get(workspaceId))?.members ?? []
    const role = members.find(({ userId }) => userId === owner.id)?.role
    if (role !== 'owner' && role !== 'editor')
      throw new ConflictError('Who owns a data set of a workspace is an editor or owner there.', {
        userMessage: 'Take this person into the workspace as an editor or owner first.',
      })
  }
  return { workspaceId, userId: owner.id }
}

/** @throws ConflictError where a run reads it with data sets that stay in another workspace */
async function moveRuns({ executions, datasets }: Deps, { id }: Dataset, to: Place): Promise<void> {
  const runs = await executions.ofDataset(id)
  for (const run of runs) {
    const others = await Promise.all(run.datasetIds.filter((other) => other !== id).map((other) => datasets.get(other)))
    const staying = others.filter(
      (other) => other && other.status !== 'deleted' && other.workspaceId !== to.workspaceId,
    )
    if (staying.length > 0)
      throw new ConflictError('A run reads it together with data sets of another workspace.', {
        details: { execution_id: run.id, dataset_ids: staying.flatMap((other) => other?.id ?? []) },
        userMessage:
          'A run has read this data set together with others, so it cannot lie in another workspace than they do.',
      })
  }
  for (const run of runs) await executions.transfer(run.id, to.workspaceId, ownersOf(run, id, to.userId))
}

const ownersOf = ({ datasetIds, owners, userId }: Execution, id: string, owner: string): string[] =>
  datasetIds.map((each, at) => (each === id ? owner : (owners?.[at] ?? userId)))

/** Everybody who may have a stream or socket open to it, or get to see it now. */
async function concerned(
  { shares, teams, users, workspaces }: Deps,
  { workspaceId: home }: Principal,
  dataset: Dataset,
  to: Place,
): Promise<string[]> {
  const places = await Promise.all([dataset.workspaceId, to.workspaceId].map((id) => workspaces.get(id)))
  const shared = await shares.ofDataset(dataset.id)
  const inTeams = await Promise.all(shared.flatMap(({ teamId }) => (teamId === undefined ? [] : [teams.get(teamId)])))
  const overseers = await Promise.all((['moderator', 'admin'] as const).map((role) => users.ofRole(home, role)))
  return [
    ...new Set([
      dataset.userId,
      to.userId,
      ...places.flatMap((place) => place?.members ?? []).map(({ userId }) => userId),
      ...inTeams.flatMap((team) => team?.members ?? []).map(({ userId }) => userId),
      ...shared.flatMap(({ userId }) => userId ?? []),
      ...overseers.flat().map(({ id }) => id),
    ]),
  ]
}
