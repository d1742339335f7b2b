import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** How the interface is described: by the schemas that validate what comes in. */
export const describedAs = (version: string): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'TechDeck',
      version,
      description: 'Turns therapy conversations into de-identified, validated, scored training data.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    security: [{ bearer: [] }],
  },
  transform: (route) => {
    const { schema, url } = jsonSchemaTransform(route)
    // It gives a second name to what it takes for the shadow of a GET; ours are routes of their own.
    const name: unknown = schema?.['operationId']
    return { url, schema: typeof name === 'string' ? { ...schema, operationId: name.replace(/-head$/, '') } : schema }
  },
  exposeHeadRoutes: true,
})
