import { Copy } from '../../ui/parts.tsx'

/** What messages are signed by, which is seen once. */
export const Secret = ({ secret }: { secret: string }) => (
  <p className="note" role="status">
    This secret is shown once; the receiver needs it: <code className="leaf">{secret}</code>{' '}
    <Copy text={secret} what="the secret" />
  </p>
)
