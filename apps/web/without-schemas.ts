import { routes, type RouteContract } from '@techdeck/contracts'

/** In the page's place of zod: any schema is the same empty thing, and whoever parses by one is told that it cannot be. */
const NO_SCHEMAS = `
const parses = /^(safe)?(parse|decode|encode)/i
const schema = new Proxy(() => {}, {
  apply: () => schema,
  get(_, name) {
    if (parses.test(String(name))) throw new Error('The page has no schemas: the API checks what comes and goes.')
    return schema
  },
})
export const z = schema`
const STAND_IN = '\0techdeck-no-schemas'

/**
 * Keeps the schemas of contracts out of the page, which takes their constants, functions and types alone: of each route
 * what a call of it needs, and nothing of zod, which is a third of the page otherwise. The API checks what comes and goes.
 */
export const withoutSchemas = () => ({
  name: 'techdeck-without-schemas',
  enforce: 'pre' as const,
  resolveId: (source: string) => (source === 'zod' ? STAND_IN : null),
  load(id: string) {
    if (id === STAND_IN) return NO_SCHEMAS
    if (!id.endsWith('/contracts/api/routes.ts')) return null
    return `export const routes = ${JSON.stringify(Object.fromEntries(Object.entries(routes).map(toCall)))}`
  },
})

const toCall = ([name, contract]: [string, RouteContract]) => {
  const { method, path, answer } = contract
  // Whether the answer is JSON is all that is asked of its schema.
  return [name, { method, path, ...(answer && { answer: true }) }]
}
