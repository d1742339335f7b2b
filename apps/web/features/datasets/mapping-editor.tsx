import { useId, useState } from 'react'
import { ROLES, type DatasetView, type MappingBody, type ReadingView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Copy } from '../../ui/parts.tsx'
import { PARTS, toMapping, type Part, type Roles } from './parts-of.ts'
import { useSayHow } from './use-say-how.ts'

/** Columns beyond that are too many to tick one by one. */
const MOST_TICKS = 60

/** What can be said of a file that could not be read. */
const UNREAD: Pick<ReadingView, 'mapping' | 'speakers' | 'columns'> = { mapping: {}, speakers: [], columns: [] }

/**
 * Says which column means what, and who has which role; saving reads the data set again. Without a reading, names of
 * columns are typed, and hold for all files.
 */
export function MappingEditor({
  dataset,
  reading,
  isOfAll,
  onSaid,
}: {
  dataset: DatasetView
  reading: ReadingView | null
  /** Whether what is said of one file is meant for all, unless somebody says otherwise. */
  isOfAll: boolean
  onSaid: (dataset: DatasetView) => void
}) {
  const { mapping, speakers, columns } = reading ?? UNREAD
  const [parts, setParts] = useState<{ [part in Part]?: string }>(() =>
    Object.fromEntries(PARTS.map(([part]) => [part, mapping[part] ?? ''])),
  )
  const [labels, setLabels] = useState<readonly string[]>(mapping.labels ?? [])
  const [roles, setRoles] = useState<Roles>(() =>
    Object.fromEntries(speakers.map(({ speaker, role }) => [speaker, role])),
  )
  const [forAll, setForAll] = useState(isOfAll)
  const say = useSayHow(dataset.id, onSaid)
  const hasColumns = reading === null || columns.length > 0
  const flat = columns.filter((column) => !column.includes('[]'))
  const said = toMapping({ mapping, speakers }, parts, labels, roles)
  const body: MappingBody = { mapping: said, ...(reading && !forAll && { file: reading.file }) }
  return (
    <form
      className="form settings"
      onSubmit={(event) => {
        event.preventDefault()
        say.mutate(body)
      }}
    >
      {hasColumns && (
        <fieldset>
          <legend>Which column or field means what</legend>
          <div className="parts">
            {PARTS.map(([part, name, what]) => (
              <PartField
                key={part}
                name={name}
                what={what}
                columns={columns}
                value={parts[part] ?? ''}
                onChange={(column) => setParts({ ...parts, [part]: column })}
              />
            ))}
          </div>
        </fieldset>
      )}
      {flat.length > 0 && flat.length <= MOST_TICKS && (
        <fieldset>
          <legend>Labels: what somebody judged; all other columns are kept as metadata</legend>
          <div className="ticks">
            {flat.map((column) => (
              <label key={column} className="choice-small">
                <input
                  type="checkbox"
                  checked={labels.includes(column)}
                  onChange={({ target }) =>
                    setLabels(target.checked ? [...labels, column] : labels.filter((each) => each !== column))
                  }
                />
                {column}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {speakers.length > 0 && (
        <fieldset>
          <legend>Who is who</legend>
          <div className="parts">
            {speakers.map(({ speaker, turns }) => (
              <label key={speaker} className="field">
                <span>{speaker}</span>
                <select
                  value={roles[speaker] ?? 'other'}
                  onChange={({ target }) => setRoles({ ...roles, [speaker]: target.value as Roles[string] })}
                >
                  {ROLES.map((role) => (
                    <option key={role} value={role}>
                      {title(role)}
                    </option>
                  ))}
                </select>
                <small>{plural(turns, 'turn')}</small>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {reading && dataset.files.length > 1 && (
        <label className="choice-small">
          <input type="checkbox" checked={forAll} onChange={({ target }) => setForAll(target.checked)} />
          The same for all files of this data set
        </label>
      )}
      <ErrorNote error={say.error} />
      <div className="actions">
        <Copy text={JSON.stringify(said, null, 2)} what="mapping" label="Copy mapping" />
        <button type="submit" className="button button-primary" disabled={say.isPending}>
          {say.isPending ? 'Saving…' : 'Save and read again'}
        </button>
      </div>
    </form>
  )
}

/** One of the columns that there are; typed where they are not known. */
function PartField({
  name,
  what,
  columns,
  value,
  onChange,
}: {
  name: string
  what: string
  columns: readonly string[]
  value: string
  onChange: (column: string) => void
}) {
  const help = useId()
  const field = { value, 'aria-describedby': help }
  // What was named and is not there stays until somebody changes it.
  const all = value === '' || columns.includes(value) ? columns : [value, ...columns]
  return (
    <label className="field">
      <span>{name}</span>
      {columns.length === 0 ? (
        <input {...field} maxLength={200} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
      ) : (
        <select {...field} onChange={({ target }) => onChange(target.value)}>
          <option value="">As detection finds it</option>
          {all.map((column) => (
            <option key={column} value={column}>
              {column}
            </option>
          ))}
        </select>
      )}
      <small id={help}>{what}</small>
    </label>
  )
}
