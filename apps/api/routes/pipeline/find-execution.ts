import type { Execution, RouteContract } from '@techdeck/contracts'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { reachable } from '../../principal.ts'

/** The execution of the path, if the caller may reach it by the contract of the route. @throws NotFoundError */
export async function findExecution(
  executions: Pick<ApiDeps['executions'], 'get'>,
  request: FastifyRequest,
  id: string,
): Promise<Execution> {
  const contract: RouteContract | undefined = request.routeOptions.config.contract
  return reachable(await executions.get(id), whoAsks(request), contract?.reachesOthers)
}
