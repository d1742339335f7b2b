import { useId, useState } from 'react'
import { ROLES, type DatasetView, type MappingBody, type ReadingView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Copy } from '../../ui/parts.tsx'
import { PartFields } from './part-fields.tsx'
import { shownOf, toMapping, type Roles, type Said } from './parts-of.ts'
import { useSayHow } from './use-say-how.ts'

/** Columns beyond that are too many to tick one by one. */
const MOST_TICKS = 60

/** What can be said of a file that could not be read. */
const UNREAD: Pick<ReadingView, 'mapping' | 'given' | 'speakers' | 'columns'> = {
  mapping: {},
  given: null,
  speakers: [],
  columns: [],
}

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
  const known = reading ?? UNREAD
  const { mapping, given, speakers, columns } = known
  const [said, setSaid] = useState<Said>(() => shownOf(known))
  const { parts, labels, roles } = said
  const [forAll, setForAll] = useState(isOfAll)
  const say = useSayHow(dataset.id, onSaid)
  const hasColumns = reading === null || columns.length > 0
  const named = Object.values(parts)
  const flat = columns.filter((column) => !column.includes('[]') && !named.includes(column))
  const wanted = toMapping(known, said)
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(given ?? {})
  const body: MappingBody = { mapping: wanted, ...(reading && !forAll && { file: reading.file }) }
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
          <PartFields
            columns={columns}
            parts={parts}
            onChange={(part, column) => setSaid({ ...said, parts: { ...parts, [part]: column } })}
          />
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
                    setSaid({
                      ...said,
                      labels: target.checked ? [...labels, column] : labels.filter((each) => each !== column),
                    })
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
              <SpeakerField
                key={speaker}
                speaker={speaker}
                turns={turns}
                role={roles[speaker] ?? 'other'}
                onChange={(role) => setSaid({ ...said, roles: { ...roles, [speaker]: role } })}
              />
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
        <Copy text={JSON.stringify({ ...mapping, ...wanted }, null, 2)} what="mapping" label="Copy mapping" />
        <button type="submit" className="button button-primary" disabled={say.isPending || !isChanged}>
          {say.isPending ? 'Saving…' : 'Save and read again'}
        </button>
      </div>
    </form>
  )
}

function SpeakerField({
  speaker,
  turns,
  role,
  onChange,
}: {
  speaker: string
  turns: number
  role: Roles[string]
  onChange: (role: Roles[string]) => void
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{speaker}</label>
      <select
        id={id}
        value={role}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.value as Roles[string])}
      >
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {title(each)}
          </option>
        ))}
      </select>
      <small id={`${id}-help`}>{plural(turns, 'turn')}</small>
    </div>
  )
}
