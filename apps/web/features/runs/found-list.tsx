import type { Finding } from '@techdeck/contracts'
import { formatShare } from '@techdeck/client/figures'
import { title, words } from '../../format.ts'
import { placeOf } from './marked-text.ts'

/** What was found where in a conversation, how surely and why; each leads to its place in the text. */
export function FoundList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <p className="muted small">Nothing.</p>
  const ordered = findings.toSorted((a, b) => a.turn - b.turn || a.start - b.start)
  return (
    <ol className="found-list">
      {ordered.map((finding) => (
        <li key={`${placeOf(finding)} ${finding.kind} ${finding.category} ${finding.end}`}>
          <button type="button" className={`found mark-${finding.kind}`} onClick={() => lookAt(placeOf(finding))}>
            <strong>{title(finding.category)}</strong>
            <span className="small">
              {words(finding.kind)}, {formatShare(finding.confidence)} sure, turn {finding.turn + 1}
            </span>
            <span className="small muted">{finding.reason}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function lookAt(place: string): void {
  const mark = document.getElementById(place)
  mark?.scrollIntoView({ block: 'center' })
  mark?.focus({ preventScroll: true })
}
