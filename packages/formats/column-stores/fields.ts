/** The type of a column or of a member: what Parquet and Arrow schemas are made of. `json` is text of JSON. */
export type Type = 'text' | 'json' | 'integer' | 'number' | { list: Type } | { members: readonly Field[] }

export interface Field {
  name: string
  type: Type
  /** Whether it may be null. Groups of members never are. */
  optional?: boolean
}

const text = (name: string): Field => ({ name, type: 'text' })
/** What has no fixed members, since columns have one type. */
const json = (name: string): Field => ({ name, type: 'json' })
const integer = (name: string): Field => ({ name, type: 'integer' })
const number = (name: string): Field => ({ name, type: 'number' })
const optional = (field: Field): Field => ({ ...field, optional: true })

/** The columns of a conversation, in their order. */
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
          optional(json('labels')),
        ],
      },
    },
  },
  json('metadata'),
  json('labels'),
  optional(json('scores')),
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
