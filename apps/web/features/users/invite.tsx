import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { USER_ROLES, type LinkView, type UserRole } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField, ChoiceField } from '../../ui/fields.tsx'
import { Card } from '../../ui/parts.tsx'

const ROLES: Readonly<Record<UserRole, string>> = {
  user: 'Uploads and runs, and sees what is theirs.',
  moderator: 'Also sees, stops and reviews what others run.',
  admin: 'Also manages users and queues.',
}

/** Adds a user, who sets a password by a one-time link. */
export function Invite({ onInvited }: { onInvited: (email: string, link: LinkView) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<UserRole>('user')
  const invite = useMutation({
    mutationFn: () => client.createUser({ body: { email, role } }),
    onSuccess: (user) => {
      setEmail('')
      onInvited(user.email, user.invitation)
      void queries.invalidateQueries({ queryKey: ['users'] })
    },
  })
  return (
    <Card title="Invite somebody">
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate()
        }}
      >
        <AddressField label="E-mail address" value={email} onChange={setEmail} />
        <ChoiceField label="Role" of={USER_ROLES} value={role} onChange={setRole} />
        <button type="submit" className="button button-primary" disabled={invite.isPending}>
          Invite
        </button>
      </form>
      <p className="small muted">{ROLES[role]}</p>
      <ErrorNote error={invite.error} />
    </Card>
  )
}
