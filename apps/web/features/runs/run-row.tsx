import { Link } from 'wouter'
import type { ExecutionView } from '@techdeck/contracts'
import { formatCount, formatDuration } from '@techdeck/client/figures'
import { formatAgo, title } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'

/** One run in a list. */
export function RunRow({ run, name }: { run: ExecutionView; name?: string | undefined }) {
  const { conversations_in: taken, conversations_out: kept, duration_ms: ms } = run.metrics
  return (
    <li>
      <Link href={`/runs/${run.id}`} className="row">
        <span className="row-main">
          <span className="row-title cut">
            {name ?? `${title(run.execution_mode)} run, threshold ${run.quality_threshold}`}
          </span>
          <span className="muted small">
            {[
              name && `${title(run.execution_mode)}, threshold ${run.quality_threshold}`,
              formatAgo(run.created_at),
              typeof ms === 'number' && `took ${formatDuration(ms)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
        <span className="row-figure">
          {typeof kept === 'number' && typeof taken === 'number' && (
            <>
              <strong>{formatCount(kept)}</strong> <span className="muted small">of {formatCount(taken)} kept</span>
            </>
          )}
        </span>
        <StatusBadge status={run.status} />
      </Link>
    </li>
  )
}
