import { EXPORT_FORMATS, type ExportFormat } from '@techdeck/contracts'
import { FORMATS } from './formats.ts'

/** All formats of exports with what they are for; those that are chosen stay in the order of the list. */
export function FormatChoices({
  chosen,
  onChoose,
}: {
  chosen: readonly ExportFormat[]
  onChoose: (formats: ExportFormat[]) => void
}) {
  return (
    <div className="choices">
      {EXPORT_FORMATS.map((format) => (
        <label key={format} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(format)}
            onChange={({ target }) =>
              onChoose(EXPORT_FORMATS.filter((each) => (each === format ? target.checked : chosen.includes(each))))
            }
          />
          <span>
            <strong>{FORMATS[format].title}</strong>
            <small>{FORMATS[format].text}</small>
          </span>
        </label>
      ))}
    </div>
  )
}
