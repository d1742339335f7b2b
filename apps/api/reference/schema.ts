import { routes } from '@techdeck/contracts'

/** What is read of a JSON schema. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly enum?: readonly (string | number | boolean | null)[]
  readonly const?: string | number | boolean | null
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly $ref?: string
  readonly default?: unknown
  readonly description?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

interface Media {
  readonly content?: { readonly [type: string]: { readonly schema?: Schema } }
}
export interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema?: Schema
  }[]
  readonly requestBody?: Media
  readonly responses?: { readonly [status: string]: Media }
}

/** The parts of an OpenAPI document that references are made of. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
}

/** All operations, with where they are, in the order of their contracts. */
export const operationsOf = ({ paths }: OpenApi): (Operation & { path: string; method: string })[] =>
  Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
    )
    .toSorted((a, b) => ORDER.indexOf(a.operationId) - ORDER.indexOf(b.operationId))

const ORDER = Object.keys(routes)

/** What a successful answer has in `data`, and with which status it comes. */
export function dataOf({ responses = {} }: Operation): { status: string; data: Schema | undefined } | undefined {
  const found = Object.entries(responses).find(([status]) => status.startsWith('2'))
  if (!found) return undefined
  const [status, media] = found
  return { status, data: media.content?.['application/json']?.schema?.properties?.['data'] }
}

export const bodyOf = ({ requestBody }: Operation): Schema | undefined =>
  Object.values(requestBody?.content ?? {})[0]?.schema
