import type { Execution, RouteContract } from '@techdeck/contracts'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { grantedBy } from '../../policy.ts'

/** The execution of the path, if the caller may reach it by the contract of the route, or the one given. @throws NotFoundError */
export async function findExecution(
  executions: Pick<ApiDeps['executions'], 'get'>,
  request: FastifyRequest,
  id: string,
  contract?: RouteContract,
): Promise<Execution> {
  return grantedBy(request, await executions.get(id), contract)
}
