import { dataOf, bodyOf, operationsOf, type OpenApi, type Schema } from './schema.ts'

/** Answers and bodies that Python knows by a name, by the operation that has them; `[]` is an item of a list. */
const NAMED: readonly [name: string, operation: string, ...path: string[]][] = [
  ['Me', 'me'],
  ['Dataset', 'getDataset'],
  ['Records', 'getPipeline', 'stages', '[]', 'records'],
  ['ExportFormat', 'getPipeline', 'export_formats', '[]'],
  ['Stage', 'getPipeline', 'stages', '[]'],
  ['Execution', 'getPipeline'],
  ['Progress', 'getProgress'],
  ['Event', 'listEvents', '[]'],
  ['Validation', 'getValidation', 'validation'],
  ['Bias', 'getValidation', 'bias'],
  ['Validated', 'getValidation'],
  ['Report', 'getReport'],
  ['Conversation', 'getPreview', 'conversations', '[]'],
  ['Preview', 'getPreview'],
  ['Passport', 'getWhy', 'passports', '[]'],
  ['Why', 'getWhy'],
  ['RunDiff', 'diffPipelines', 'diff'],
  ['Diff', 'diffPipelines'],
  ['ExportFile', 'listExports', 'files', '[]'],
  ['QuarantineRow', 'listQuarantine', '[]'],
  ['QuarantineCounts', 'countQuarantine'],
  ['Readings', 'listReadings'],
  ['SignedIn', 'refresh'],
]
const BODIES: readonly [name: string, operation: string][] = [
  ['ExecuteBody', 'executePipeline'],
  ['Mapping', 'setMapping'],
]

const HEAD = `"""What the API answers, as typed dictionaries.

Written by \`node apps/api/reference/main.ts\` from the OpenAPI document; a test compares it with that of the live API.
"""

from __future__ import annotations

from typing import Any, Literal, Union

from typing_extensions import NotRequired, TypedDict

Json = Any
`

/** The module of types of the Python client, after an OpenAPI document. */
export function pythonTypes(document: OpenApi): string {
  const operations = new Map(operationsOf(document).map((operation) => [operation.operationId, operation]))
  const writer = new Writer()
  for (const [name, operation, ...path] of NAMED)
    writer.define(name, at(dataOf(operations.get(operation)!)?.data, path, operation))
  for (const [name, operation] of BODIES) writer.define(name, at(bodyOf(operations.get(operation)!), [], operation))
  return HEAD + writer.text
}

function at(schema: Schema | undefined, path: readonly string[], operation: string): Schema {
  const found = path.reduce<Schema | undefined>(
    (inner, step) => solid(step === '[]' ? inner?.items : inner?.properties?.[step]),
    schema,
  )
  if (!found) throw new Error(`${operation} has no ${path.join('.') || 'schema'}`)
  return found
}

/** Of a shape that may be null: the shape. */
const solid = (schema: Schema | undefined): Schema | undefined =>
  schema?.anyOf?.find(({ type }) => type !== 'null') ?? schema

/** Writes each shape once, under the first name that it is met by. */
class Writer {
  text = ''
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()

  define(name: string, schema: Schema): string {
    const key = JSON.stringify(schema, (member, value: unknown) => (member === 'default' ? undefined : value))
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const free = this.#taken.has(name) ? this.#numbered(name) : name
    this.#names.set(key, free)
    this.#taken.add(free)
    // What it is made of is written before it.
    const own = schema.properties ? this.#dictionary(free, schema) : `\n\n${free} = ${this.#type(free, schema, true)}\n`
    this.text += own
    return free
  }

  #numbered(name: string): string {
    for (let number = 2; ; number++) if (!this.#taken.has(`${name}${number}`)) return `${name}${number}`
  }

  #dictionary(name: string, { properties = {}, required = [] }: Schema): string {
    const fields = Object.entries(properties).map(([field, schema]): [string, string] => {
      const type = this.#type(nameIn(name, field), schema)
      return [field, required.includes(field) ? type : `NotRequired[${type}]`]
    })
    const isPlain = fields.every(([field]) => /^[a-z_]\w*$/i.test(field) && !KEYWORDS.includes(field))
    if (isPlain)
      return `\n\nclass ${name}(TypedDict):\n${fields.map(([field, type]) => `    ${field}: ${type}\n`).join('')}`
    // The keys are no names in Python, and this form is evaluated at once.
    const lines = fields.map(([field, type]) => `        ${JSON.stringify(field)}: ${type},\n`).join('')
    return `\n${name} = TypedDict(\n    "${name}",\n    {\n${lines}    },\n)\n`
  }

  #type(name: string, schema: Schema, isOwn = false): string {
    if (schema.$ref !== undefined) return 'Json'
    const among = schema.anyOf ?? schema.oneOf
    if (among) return unionOf(among.map((each) => this.#type(name, each)))
    const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
    if (values) {
      const literal = literalType(values.map(literalOf))
      return isOwn || values.length < 2 ? literal : this.define(name, schema)
    }
    if (Array.isArray(schema.type))
      return unionOf(schema.type.map((type: string) => this.#type(name, { ...schema, type })))
    if (schema.properties) return this.define(name, schema)
    switch (schema.type) {
      case 'string':
        return 'str'
      case 'integer':
        return 'int'
      case 'number':
        return 'float'
      case 'boolean':
        return 'bool'
      case 'null':
        return 'None'
      case 'array':
        return `list[${schema.items ? this.#type(singular(name), schema.items) : 'Json'}]`
      case 'object':
        return typeof schema.additionalProperties === 'object'
          ? `dict[str, ${this.#type(singular(name), schema.additionalProperties)}]`
          : 'dict[str, Json]'
      default:
        return 'Json'
    }
  }
}

const KEYWORDS = ['in', 'from', 'class', 'is', 'not', 'and', 'or', 'if', 'for', 'with', 'as', 'import', 'global']
const nameIn = (name: string, field: string): string =>
  pascal(field).startsWith(name) ? pascal(field) : name + pascal(field)
const pascal = (field: string): string =>
  field.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/gi, (_all, first: string) => first.toUpperCase())
const singular = (name: string): string =>
  name
    .replace(/ies$/, 'y')
    .replace(/sses$/, 'ss')
    .replace(/(?<=[a-z])(?<!s)s$/, '')
const literalOf = (value: string | number | boolean | null): string =>
  value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)

function literalType(values: readonly string[]): string {
  const line = `Literal[${values.join(', ')}]`
  return line.length <= 90 ? line : `Literal[\n${values.map((value) => `    ${value},\n`).join('')}]`
}

function unionOf(types: readonly string[]): string {
  const each = [...new Set(types)]
  return each.length > 1 ? `Union[${each.join(', ')}]` : each.join('')
}
