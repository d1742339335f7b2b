import { Card } from '../../ui/parts.tsx'

/** Before text of the source is fetched: it may identify people, and each look is in the audit log. */
export const AskFirst = ({ what, onShow }: { what: string; onShow: () => void }) => (
  <Card title="This may identify people">
    <p>
      It is text of the source, as it was uploaded. That you looked at {what} is kept in the audit log. See that nobody
      reads over your shoulder.
    </p>
    <div className="actions">
      <button type="button" className="button button-primary" onClick={onShow}>
        Show {what}
      </button>
    </div>
  </Card>
)
