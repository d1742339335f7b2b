import { useState } from 'react'
import type { Conversation, ConversationSourceView, Finding } from '@techdeck/contracts'
import { formatShare } from '@techdeck/client/figures'
import { title, words } from '../../format.ts'
import { Card } from '../../ui/parts.tsx'
import { markedText, type Piece } from '../runs/marked-text.ts'

const IDENTIFIER = 'identifier'

/** Each turn as it was said beside how it comes out. What was found to identify somebody is hidden until it is clicked. */
export function SideBySide({ before, after }: { before: ConversationSourceView; after: Conversation }) {
  const outOf = new Map(after.turns.map((turn) => [turn.index, turn.text]))
  const { turns } = before.conversation
  const changed = turns.filter(({ index, text }) => outOf.get(index) !== text).length
  return (
    <Card title="Side by side" aside={<span className="warn">Left: not de-identified</span>}>
      <p className="small muted" role="status">
        {changed} of {turns.length} turns were changed. What identifies somebody is blurred until you click it; that you
        look is in the audit log.
      </p>
      <ol className="side-by-side">
        {turns.map(({ index, role, text }) => {
          const out = outOf.get(index)
          const isChanged = out !== text
          return (
            <li key={index} className={isChanged ? 'changed' : undefined}>
              <p className={`turn-role turn-role-${role}`}>{title(role)}</p>
              <p className={`turn-text said-${role}`}>
                {markedText(
                  text,
                  before.findings.filter((finding) => finding.turn === index && finding.end > finding.start),
                ).map((piece, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- pieces never move
                  <Said key={at} piece={piece} />
                ))}
              </p>
              <p className={`turn-text said-${role}`}>
                {isChanged ? (out ?? '–') : <span className="muted">the same</span>}
              </p>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

function Said({ piece: { text, findings } }: { piece: Piece }) {
  const [isShown, setShown] = useState(false)
  const [first] = findings
  if (!first) return text
  const identifies = findings.some(({ kind }) => kind === IDENTIFIER)
  if (identifies && !isShown)
    return (
      <button
        type="button"
        className="blurred"
        aria-label={`Show the ${words(first.category)}`}
        onClick={() => setShown(true)}
      >
        {/* As long as what is hidden, of which nothing is in the page until it is asked for. */}
        <span aria-hidden="true">{'•'.repeat(Math.min(24, Array.from(text).length))}</span>
      </button>
    )
  return (
    <mark className={`mark-${first.kind}`} title={findings.map(sayOf).join('\n')}>
      {text}
    </mark>
  )
}

const sayOf = ({ kind, category, confidence, reason }: Finding): string =>
  `${words(category)} (${words(kind)}), ${formatShare(confidence)} sure: ${reason}`
