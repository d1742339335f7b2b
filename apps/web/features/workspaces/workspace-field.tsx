import type { WorkspaceView } from '@techdeck/contracts'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts/names'

/** One of some workspaces, of everybody's own, or of all where `all` says how that is called. */
export const WorkspaceField = ({
  label,
  workspaces,
  all,
  own = 'My own',
  value,
  onChange,
  note,
}: {
  label: string
  workspaces: readonly WorkspaceView[]
  all?: string
  own?: string
  value: string
  onChange: (id: string) => void
  note?: string
}) => (
  <label className="field">
    <span>{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      {all !== undefined && <option value="">{all}</option>}
      <option value={DEFAULT_WORKSPACE}>{own}</option>
      {workspaces.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
    {note !== undefined && <span className="muted small">{note}</span>}
  </label>
)
