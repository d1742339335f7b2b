import { formatCount } from '@techdeck/client/figures'
import { sayValue } from './say.ts'
import { FACETS, countFacet, withValue, type Facet, type Row, type Slice } from './slice.ts'

const NAMES: Readonly<Record<Facet, string>> = {
  outcome: 'What became of it',
  language: 'Language',
  finding: 'Found in it',
  split: 'Split',
  label: 'Labels',
}
/** Rarer values than these are shown when asked for. */
const SHOWN = 7

/** What the conversations have, with how many have it; ticking narrows the slice. */
export function Facets({
  rows,
  slice,
  onChange,
}: {
  rows: readonly Row[]
  slice: Slice
  onChange: (slice: Slice) => void
}) {
  return (
    <div className="facets">
      {FACETS.map((facet) => {
        const values = countFacet(rows, slice, facet)
        // With one value there is nothing to choose, unless it is chosen.
        if (values.length < 2 && slice.facets[facet].length === 0) return null
        return <OneFacet key={facet} facet={facet} values={values} slice={slice} onChange={onChange} />
      })}
    </div>
  )
}

function OneFacet({
  facet,
  values,
  slice,
  onChange,
}: {
  facet: Facet
  values: readonly (readonly [value: string, count: number])[]
  slice: Slice
  onChange: (slice: Slice) => void
}) {
  const chosen = slice.facets[facet]
  const box = ([value, count]: readonly [string, number]) => (
    <label key={value} className="choice-small facet">
      <input
        type="checkbox"
        checked={chosen.includes(value)}
        onChange={({ target }) => onChange(withValue(slice, facet, value, target.checked))}
      />
      <span className="facet-name">{sayValue(facet, value)}</span>
      <span className="figure small muted">{formatCount(count)}</span>
    </label>
  )
  const first = values.filter(([value], at) => at < SHOWN || chosen.includes(value))
  const rest = values.filter((each) => !first.includes(each))
  return (
    <fieldset>
      <legend>{NAMES[facet]}</legend>
      {first.map(box)}
      {rest.length > 0 && (
        <details className="more">
          <summary>{formatCount(rest.length)} more</summary>
          {rest.map(box)}
        </details>
      )}
    </fieldset>
  )
}
