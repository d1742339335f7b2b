import swagger from '@fastify/swagger'
import { API_PREFIX, routes } from '@techdeck/contracts'
import Fastify from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { describedAs } from '../plugins/openapi.ts'
import { serve } from '../plugins/route.ts'
import { validatorCompiler } from '../plugins/validation.ts'
import type { OpenApi } from './schema.ts'

/** The OpenAPI document as the API has it, made of the contracts alone: no server is needed. */
export async function contractDocument(): Promise<OpenApi> {
  const app = Fastify({ exposeHeadRoutes: false, routerOptions: { maxParamLength: 1200 } })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, describedAs('0'))
  for (const contract of Object.values(routes)) {
    const served = serve(contract)
    app.route({ ...served, url: API_PREFIX + served.url, handler: async () => null })
  }
  await app.ready()
  return app.swagger() as unknown as OpenApi
}
