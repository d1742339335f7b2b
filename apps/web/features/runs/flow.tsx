import { formatCount } from '@techdeck/client/figures'
import { title } from '../../format.ts'
import type { Step } from './flow-of.ts'

/** Conversations as a stream through the stages: what leaves it at each, and what is left. */
export function Flow({ steps }: { steps: readonly Step[] }) {
  const most = Math.max(1, ...steps.map((step) => step.in))
  const height = (count: number) => `${(count / most) * 100}%`
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className="flow-frame" role="region" aria-label="Conversations from stage to stage" tabIndex={0}>
      <ol className="flow">
        {steps.map(({ stage, in: taken, out, lost }) => (
          <li key={stage}>
            <span className="flow-band" aria-hidden="true">
              <span style={{ blockSize: height(out) }} className="flow-out" />
              <span
                className="flow-lost"
                style={{ clipPath: `polygon(0 ${height(out)}, 100% ${height(taken)}, 0 ${height(taken)})` }}
              />
            </span>
            <strong>{title(stage)}</strong>
            <span className="figure">
              {formatCount(out)} <span className="muted small">of {formatCount(taken)}</span>
            </span>
            {lost.map(([kind, count]) => (
              <span key={kind} className="small warn figure">
                −{formatCount(count)} {kind}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </div>
  )
}
