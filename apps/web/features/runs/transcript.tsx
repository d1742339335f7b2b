import type { Conversation, Finding, Turn } from '@techdeck/contracts'
import { formatShare } from '@techdeck/client/figures'
import { title, words } from '../../format.ts'
import { markedText, placeOf } from './marked-text.ts'

interface Shown {
  turns: readonly Pick<Turn, 'index' | 'role' | 'text'>[]
  findings?: Conversation['findings']
}

/** A conversation, with marks where something was replaced or found: what, why, and how surely. */
export function Transcript({ conversation: { turns, findings = [] } }: { conversation: Shown }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
    <div className="transcript" role="region" aria-label="The conversation" tabIndex={0}>
      {turns.map((turn) => (
        <div key={turn.index} className={`turn turn-${turn.role}`}>
          <p className="turn-role">{title(turn.role)}</p>
          <p className="turn-text">
            {markedText(
              turn.text,
              findings.filter((finding) => finding.turn === turn.index && finding.end > finding.start),
            ).map((piece, index) => {
              const [first] = piece.findings
              if (!first) return piece.text
              return (
                <mark
                  // oxlint-disable-next-line react/no-array-index-key -- pieces never move
                  key={index}
                  className={`mark-${first.kind}`}
                  title={piece.findings.map(sayOf).join('\n')}
                  {...(piece.begun[0] && { id: placeOf(piece.begun[0]), tabIndex: -1 })}
                >
                  {piece.text}
                </mark>
              )
            })}
          </p>
        </div>
      ))}
    </div>
  )
}

const sayOf = ({ kind, category, confidence, reason }: Finding): string =>
  `${words(category)} (${words(kind)}), ${formatShare(confidence)} sure: ${reason}`
