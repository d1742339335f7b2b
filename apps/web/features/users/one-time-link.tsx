import type { LinkView } from '@techdeck/contracts'
import { formatTime } from '../../format.ts'
import { Copy } from '../../ui/parts.tsx'

/** A link to hand over. It is shown once, since it is stored by its hash alone. */
export const OneTimeLink = ({ email, link, onClose }: { email: string; link: LinkView; onClose: () => void }) => (
  <div className="note note-good" role="status">
    <p>
      <strong>A link for {email}.</strong> Hand it over as you would a password: whoever has it sets the password. It is
      good once, until {formatTime(link.expires_at)}, and is not shown again.
    </p>
    <p className="link-line">
      <code className="cut">{link.url}</code> <Copy text={link.url} what="the link" />
    </p>
    <button type="button" className="button button-small" onClick={onClose}>
      I have it
    </button>
  </div>
)
