import { useId } from 'react'
import { PARTS, type Part } from './parts-of.ts'

/** Which column or field means what. Columns are chosen of those that there are; typed where they are not known. */
export const PartFields = ({
  columns,
  parts,
  onChange,
}: {
  columns: readonly string[]
  parts: { readonly [part in Part]?: string | undefined }
  onChange: (part: Part, column: string) => void
}) => (
  <div className="parts">
    {PARTS.map(([part, name, what]) => (
      <PartField
        key={part}
        name={name}
        what={what}
        columns={columns}
        value={parts[part] ?? ''}
        onChange={(column) => onChange(part, column)}
      />
    ))}
  </div>
)

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
  const id = useId()
  const field = { id, value, 'aria-describedby': `${id}-help` }
  // What was named and is not there stays until somebody changes it.
  const all = value === '' || columns.includes(value) ? columns : [value, ...columns]
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
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
      <small id={`${id}-help`}>{what}</small>
    </div>
  )
}
