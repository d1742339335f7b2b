import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddressField, ChoiceField } from '../../ui/fields.tsx'

/** Takes somebody into a team or a workspace, or changes their role there. */
export function NewMember<R extends string>({
  of,
  roles,
  usual,
  may,
  take,
  onTaken,
}: {
  /** The name of what they are taken into. */
  of: string
  roles: readonly R[]
  usual: R
  /** What each role may do, where its name does not say so. */
  may?: Readonly<Record<R, string>>
  take: (member: { email: string; role: R }) => Promise<unknown>
  onTaken: () => void
}) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState(usual)
  const add = useMutation({
    mutationFn: () => take({ email, role }),
    onSuccess: () => {
      setEmail('')
      onTaken()
    },
  })
  return (
    <form
      className="form form-line"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <AddressField label={`E-mail address of somebody for ${of}`} value={email} onChange={setEmail} />
      <ChoiceField label="As" of={roles} value={role} onChange={setRole} />
      <button type="submit" className="button" disabled={add.isPending}>
        Take in
      </button>
      {may && <span className="muted small">{may[role]}</span>}
      <ErrorNote error={add.error} />
    </form>
  )
}
