import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation, RevealedView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ReasonField } from '../../ui/fields.tsx'
import { beforeOf, type Said } from './before-of.ts'

/** What was taken out of a conversation, from the vault of its run: asked for with a reason, which the audit log keeps. */
export function Reveal({ runId, conversation }: { runId: string; conversation: Conversation }) {
  const [reason, setReason] = useState('')
  const reveal = useMutation({
    mutationFn: () =>
      client.revealIdentity({ params: { id: runId, conversation: conversation.id }, body: { reason: reason.trim() } }),
    // Text stays no longer than it is looked at.
    gcTime: 0,
  })
  if (reveal.data) return <BeforeAndAfter conversation={conversation} revealed={reveal.data} />
  return (
    <details className="more">
      <summary>What stood there</summary>
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          reveal.mutate()
        }}
      >
        <ReasonField value={reason} onChange={setReason} />
        <button type="submit" className="button" disabled={reveal.isPending}>
          Show what stood there
        </button>
        <ErrorNote error={reveal.error} />
      </form>
    </details>
  )
}

function BeforeAndAfter({ conversation: { turns }, revealed }: { conversation: Conversation; revealed: RevealedView }) {
  const changed = turns.filter(({ index }) => revealed.replaced.some(({ turn }) => turn === index))
  if (changed.length === 0) return <p className="note">Nothing was taken out of what was said.</p>
  return (
    <section className="before-after" aria-label="Before and after" role="status">
      <p className="small muted">
        What was taken out is blurred until you click it. That you looked is in the audit log.
      </p>
      {changed.map((turn) => (
        <div key={turn.index} className="columns">
          <div>
            <h4>{title(turn.role)}, as it was said</h4>
            <p>
              {beforeOf(turn, revealed.replaced).map((piece, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- pieces never move
                <Piece key={index} piece={piece} />
              ))}
            </p>
          </div>
          <div>
            <h4>As it comes out</h4>
            <p>{turn.text}</p>
          </div>
        </div>
      ))}
    </section>
  )
}

function Piece({ piece: { text, taken } }: { piece: Said }) {
  const [shown, setShown] = useState(false)
  if (!taken) return text
  if (shown) return <mark className="mark-identifier">{text}</mark>
  return (
    <button type="button" className="blurred" aria-label="Show it" onClick={() => setShown(true)}>
      {/* As long as what is hidden, of which nothing is in the page until it is asked for. */}
      <span aria-hidden="true">{'•'.repeat(Math.min(24, Array.from(text).length))}</span>
    </button>
  )
}
