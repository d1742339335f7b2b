import { ERROR_STATUS, ErrorBody, errorsOf, routes, type RouteContract } from '@techdeck/contracts'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The contract that the route serves. Hooks read permission, audit and pattern from it. */
    contract?: RouteContract
    /** What it belongs to has a door of its own, so the sign-in hook lets it pass. */
    guarded?: true
  }
}

/** A route is a plug-in that takes what it needs, and nothing else, of the API's deps. */
export type Route<Deps extends object = object> = FastifyPluginAsyncZod<Deps>

type Member<C, K extends string> = C extends { readonly [key in K]: infer S extends z.ZodType } ? S : undefined

/** Turns a contract into Fastify's options: method, URL, validation of everything that comes in, form of what goes out. */
export function serve<const C extends RouteContract>(contract: C) {
  const { method, path, permission, summary, params, query, headers, body, status, answer, maxBodyBytes } = contract
  return {
    method,
    url: path,
    config: { contract },
    ...(maxBodyBytes !== undefined && { bodyLimit: maxBodyBytes }),
    schema: {
      summary,
      operationId: Object.entries(routes).find(([, route]) => route === contract)?.[0],
      ...(permission === 'open' && { security: [] }),
      tags: [path.split('/')[1] ?? ''],
      // OpenAPI knows requests and answers; what becomes a socket is described with its frames.
      ...(status === 101 && { hide: true }),
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(headers && { headers }),
      ...(body && { body }),
      response: { ...(answer && { [status]: answer }), ...failures(contract) },
    } as unknown as {
      params: Member<C, 'params'>
      querystring: Member<C, 'query'>
      headers: Member<C, 'headers'>
      body: Member<C, 'body'>
      response: C extends { readonly answer: infer A extends z.ZodType } ? { [S in C['status']]: A } : undefined
    },
  }
}

/** A schema for each status that the contract documents, with the codes that come with it. */
function failures(contract: RouteContract): Record<number, z.ZodType> {
  const byStatus = Object.groupBy(errorsOf(contract), (code) => ERROR_STATUS[code])
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => [status, ErrorBody.describe((codes ?? []).join(', '))]),
  )
}
