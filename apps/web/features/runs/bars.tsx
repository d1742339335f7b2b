import { Link } from 'wouter'
import { formatCount } from '@techdeck/client/figures'
import { title } from '../../format.ts'

/** Counts as bars, longest first; the figures stand beside. */
export function Bars({
  label,
  counts,
  hrefOf,
}: {
  label: string
  counts: readonly (readonly [name: string, count: number])[]
  /** Where what was counted is listed. */
  hrefOf?: (name: string) => string
}) {
  const most = Math.max(1, ...counts.map(([, count]) => count))
  return (
    <ul className="bars" aria-label={label}>
      {counts.map(([name, count]) => (
        <li key={name}>
          <span className="bar-name">{hrefOf ? <Link href={hrefOf(name)}>{title(name)}</Link> : title(name)}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ inlineSize: `${Math.max(1, (count / most) * 100)}%` }} />
          </span>
          <span className="figure">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  )
}
