import { routes, type RouteContract, type RouteName } from '@techdeck/contracts'
import { bodyOf, dataOf, operationsOf, type OpenApi, type Operation, type Schema } from './schema.ts'

const HEAD = `# The API

All routes, by what they are about. The whole description, with every field of every answer, is OpenAPI 3.1 at \`/api/v1/openapi.json\` of each installation; [quick start](quick-start-api.md) shows the usual way with \`curl\`.

Answers are \`{"success": true, "data": …, "meta"?: …}\`, lists have \`meta.next_cursor\`. Failures are \`{"success": false, "error_code", "message", "user_message", "recoverable", "retry_after"?, "details"?, "request_id"}\`. _Who_ says what a caller needs: a permission of their role or token ([access](access.md)), only to be signed in, or nothing. In _takes_ a \`?\` marks what may be left out.

This page is made of the OpenAPI document by \`node apps/api/reference/main.ts\`; a test holds it to that of the live API.
`

/** The page of all routes, after an OpenAPI document. */
export function apiPage(document: OpenApi): string {
  const groups = Map.groupBy(operationsOf(document), ({ path }) => path.split('/')[3] ?? '')
  const parts = [...groups].map(([group, operations]) => {
    const rows = operations.map(
      (each) => `| ${[routeOf(each), each.summary, takenBy(each), whoOf(each), givenBy(each)].join(' | ')} |`,
    )
    return [
      `## ${group.replace('.json', '')}`,
      '',
      '| route | what for | takes | who | answers |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n')
  })
  return [HEAD, ...parts].join('\n')
}

const routeOf = ({ method, path }: { method: string; path: string }): string =>
  `\`${method} ${path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, ':$1')}\``

function whoOf({ operationId }: Operation): string {
  const { permission, person }: RouteContract = routes[operationId as RouteName]
  const who = permission === 'open' ? 'anybody' : permission === 'signed_in' ? 'signed in' : `\`${permission}\``
  return person ? `${who}, a person` : who
}

function takenBy(operation: Operation): string {
  const asked = (operation.parameters ?? []).filter((each) => each.in !== 'path')
  const named = asked.map(({ name, required = false, schema = {} }) => fieldOf(name, required, schema))
  const body = bodyOf(operation)
  const fields = Object.entries(body?.properties ?? {})
  const own = fields.map(([name, schema]) => fieldOf(name, body?.required?.includes(name) ?? false, schema))
  return [...named, ...own].join(', ') || '–'
}

const fieldOf = (name: string, required: boolean, schema: Schema): string =>
  `\`${name}${required && schema.default === undefined ? '' : '?'}\`${schema.default === undefined ? '' : ` (\`${JSON.stringify(schema.default)}\`)`}`

function givenBy(operation: Operation): string {
  const found = dataOf(operation)
  if (!found) return 'no JSON'
  const { status, data } = found
  const fields = Object.keys(data?.properties ?? data?.items?.properties ?? {})
  const shown = fields.map((name) => `\`${name}\``).join(', ')
  return `${status}: ${data?.type === 'array' ? 'a list of ' : ''}${shown || (data ? typeOf(data) : 'no data')}`
}

/** What a value may be, in words and signs that need no schema to be read. */
export function typeOf(schema: Schema): string {
  const among = schema.anyOf ?? schema.oneOf
  if (among) return [...new Set(among.map(typeOf))].join(' or ')
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${boundsOf(schema)}`
    case 'string':
      return schema.format === undefined ? 'text' : `text (${schema.format})`
    case 'boolean':
      return '`true`, `false`'
    case 'array':
      return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `names to ${typeOf(schema.additionalProperties)}`
        : 'object'
    default:
      return 'anything'
  }
}

function boundsOf({ minimum, maximum }: Schema): string {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`
  if (least !== undefined) return `, ${least} or more`
  return most === undefined ? '' : `, ${most} or less`
}
