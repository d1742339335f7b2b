import { Link } from 'wouter'
import type { DatasetView } from '@techdeck/contracts'
import { formatBytes, formatCount } from '@techdeck/client/figures'
import { formatAgo } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'

/** One data set in a list. */
export function DatasetRow({ dataset }: { dataset: DatasetView }) {
  const { id, name, status, format, conversation_count: conversations, size_bytes: size, created_at: created } = dataset
  return (
    <li>
      <Link href={`/datasets/${id}`} className="row">
        <span className="row-main">
          <span className="row-title cut">{name}</span>
          <span className="muted small">
            {[format, formatBytes(size), formatAgo(created)].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span className="row-figure">
          {conversations !== null && (
            <>
              <strong>{formatCount(conversations)}</strong> <span className="muted small">conversations</span>
            </>
          )}
        </span>
        <StatusBadge status={status} />
      </Link>
    </li>
  )
}
