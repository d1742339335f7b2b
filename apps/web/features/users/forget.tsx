import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ReasonField } from '../../ui/fields.tsx'
import { Card, Confirm } from '../../ui/parts.tsx'

/** Makes the addresses in all that somebody did unreadable; what they did stays in the audit log. */
export function Forget({ id }: { id: string }) {
  const [reason, setReason] = useState('')
  const forget = useMutation({ mutationFn: () => client.forgetInAudit({ body: { user_id: id, reason } }) })
  return (
    <Card
      title="Their addresses in the audit log"
      aside={
        reason.trim().length > 2 &&
        !forget.data && (
          <Confirm
            label="Forget them"
            question="Destroy the key of the addresses in all that they did? Entries and proofs stay as they are; nobody reads these addresses again, in exports and backups of the log neither."
            yes="Forget them"
            busy={forget.isPending}
            onYes={() => forget.mutate()}
          />
        )
      }
    >
      <ErrorNote error={forget.error} />
      <div role="status">{forget.data && <p className="note note-good">Forgotten.</p>}</div>
      {!forget.data && <ReasonField value={reason} onChange={setReason} />}
    </Card>
  )
}
