import { Card } from '../../ui/parts.tsx'

/** Before a text that may weigh on who reads it: nothing of it is fetched until somebody wants to see it. */
export function ContentWarning({
  isBreakDue,
  onOpen,
  onOthers,
}: {
  isBreakDue: boolean
  onOpen: () => void
  onOthers: () => void
}) {
  return (
    <Card title={isBreakDue ? 'Time for a break' : 'This may be hard to read'}>
      {isBreakDue ? (
        <p>
          You have read five distressing conversations in a row. Get up, look out of the window, talk to somebody; five
          minutes help. They wait here, and nothing is lost.
        </p>
      ) : (
        <p>
          In this conversation somebody may speak of suicide, self-harm, violence or abuse, or is answered in a way that
          does harm. It is opened only if you want to now, and counts against the number that you may open in a day.
        </p>
      )}
      <p className="muted small">If what you read stays with you, tell whoever leads the review.</p>
      <div className="actions">
        <button type="button" className="button button-primary" onClick={onOthers}>
          Others first
        </button>
        <button type="button" className="button" onClick={onOpen}>
          {isBreakDue ? 'Go on all the same' : 'Open it'}
        </button>
      </div>
    </Card>
  )
}
