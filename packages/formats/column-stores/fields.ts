import type { StoredRow } from './rows.ts'

/** The type of a column or of a member: what Parquet and Arrow schemas are made of. */
export type Type = 'text' | 'integer' | 'number' | { list: Type } | { members: readonly Field[] }

export interface Field {
  name: string
  type: Type
  /** Whether it may be null. */
  optional?: boolean
}

const text = (name: string): Field => ({ name, type: 'text' })
const integer = (name: string): Field => ({ name, type: 'integer' })
const number = (name: string): Field => ({ name, type: 'number' })
const optional = (field: Field): Field => ({ ...field, optional: true })

/** The columns of a `StoredRow`, in their order. */
export const FIELDS: readonly Field[] = [
  text('id'),
  text('language'),
  optional(text('split')),
  optional(number('weight')),
  optional(number('quality')),
  {
    name: 'source',
    type: {
      members: [
        text('dataset_id'),
        text('file'),
        optional(integer('line')),
        optional(integer('row')),
        optional(integer('byte_offset')),
      ],
    },
  },
  {
    name: 'turns',
    type: {
      list: {
        members: [
          integer('index'),
          text('role'),
          optional(text('speaker')),
          text('text'),
          optional(number('time_s')),
          { name: 'marks', type: { list: 'text' }, optional: true },
          optional(text('labels')),
        ],
      },
    },
  },
  text('metadata'),
  text('labels'),
  optional(text('scores')),
  {
    name: 'findings',
    optional: true,
    type: {
      list: {
        members: [
          text('kind'),
          text('category'),
          integer('turn'),
          integer('start'),
          integer('end'),
          number('confidence'),
          text('reason'),
        ],
      },
    },
  },
]

/** The values of a column; whole numbers are bigints, as the libraries want those of 64 bits. */
export const columnOf = (rows: readonly StoredRow[], { name, type }: Field): unknown[] =>
  rows.map((row) => valueOf(row[name as keyof StoredRow], type))

function valueOf(value: unknown, type: Type): unknown {
  if (value === null || value === undefined) return null
  if (type === 'integer') return BigInt(value as number)
  if (typeof type === 'string') return value
  if ('list' in type) return (value as unknown[]).map((item) => valueOf(item, type.list))
  return Object.fromEntries(
    type.members.map((field) => [field.name, valueOf((value as Record<string, unknown>)[field.name], field.type)]),
  )
}
