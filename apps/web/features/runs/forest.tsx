import { formatCount, plural } from '@techdeck/client/figures'
import { title, words } from '../../format.ts'
import { scaleOf, type Difference } from './forest-of.ts'

const SHOWN = 12

/** Differences between groups as a forest plot: each with its interval, and a line where there would be none. */
export function Forest({ differences }: { differences: readonly Difference[] }) {
  const scale = scaleOf(differences)
  const rest = differences.slice(SHOWN)
  return (
    <>
      <Rows differences={differences.slice(0, SHOWN)} scale={scale} label="Differences between groups" />
      {rest.length > 0 && (
        <details className="more">
          <summary>{plural(rest.length, 'smaller one')}</summary>
          <Rows differences={rest} scale={scale} label="Smaller differences between groups" />
        </details>
      )}
    </>
  )
}

function Rows({ differences, scale, label }: { differences: readonly Difference[]; scale: number; label: string }) {
  const place = (g: number) => `${((g + scale) / (2 * scale)) * 100}%`
  return (
    <ul className="forest" aria-label={label}>
      {differences.map(({ axis, group, measure, conversations, g, low, high, holds }) => (
        <li key={`${axis} ${group} ${measure}`} className={holds ? 'forest-holds' : undefined}>
          <span>
            {title(group)} <span className="muted small">{words(measure)}</span>
          </span>
          <span className="forest-track" aria-hidden="true">
            <span
              className="forest-line"
              style={{ insetInlineStart: place(low), insetInlineEnd: `calc(100% - ${place(high)})` }}
            />
            <span className="forest-dot" style={{ insetInlineStart: place(g) }} />
          </span>
          <span className="figure small">
            {signed(g)} <span className="muted">({`${signed(low)} to ${signed(high)}`})</span>
            <span className="muted">, {formatCount(conversations)} conv.</span>
            {holds && <strong> holds</strong>}
          </span>
        </li>
      ))}
    </ul>
  )
}

const signed = (value: number): string => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`
