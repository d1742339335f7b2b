import type { Conversation } from '@techdeck/contracts'
import { title, words } from '../../format.ts'
import { markedText } from './marked-text.ts'

/** A conversation as it comes out, with marks where something was replaced or found. */
export function Transcript({ conversation: { turns, findings = [] } }: { conversation: Conversation }) {
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
                  title={piece.findings.map(({ kind, category }) => `${words(category)} (${words(kind)})`).join(', ')}
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
