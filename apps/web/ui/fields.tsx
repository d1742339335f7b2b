import { title } from '../format.ts'

/** Takes an e-mail address of somebody else, which the browser is not to fill in. */
export const AddressField = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) => (
  <label className="field field-wide">
    <span>{label}</span>
    <input type="email" required autoComplete="off" value={value} onChange={({ target }) => onChange(target.value)} />
  </label>
)

/** One of a few values, by their names. */
export const ChoiceField = <T extends string>({
  label,
  of,
  value,
  onChange,
}: {
  label: string
  of: readonly T[]
  value: T
  onChange: (value: T) => void
}) => (
  <label className="field">
    <span>{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value as T)}>
      {of.map((each) => (
        <option key={each} value={each}>
          {title(each)}
        </option>
      ))}
    </select>
  </label>
)

/** Why something is done, for the audit log. */
export const ReasonField = ({
  value,
  onChange,
  isOptional = false,
}: {
  value: string
  onChange: (value: string) => void
  isOptional?: boolean
}) => (
  <label className="field field-wide">
    <span>Why{isOptional && ' (may be left empty)'}</span>
    <input
      value={value}
      required={!isOptional}
      minLength={isOptional ? 0 : 3}
      maxLength={200}
      autoComplete="off"
      placeholder="For the audit log; it must identify nobody"
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
)
