import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ReasonField } from '../../ui/fields.tsx'

/** Lets something through that was kept out, with the reason that the audit log keeps. */
export function ReleaseForm<Released>({
  label,
  release,
  onReleased,
  isOptional = false,
}: {
  label: string
  release: (reason: string) => Promise<Released>
  onReleased: (released: Released) => void
  /** Whether it may be done without a reason. */
  isOptional?: boolean
}) {
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => release(reason.trim()),
    onSuccess: (released) => {
      for (const key of ['quarantine', 'dataset', 'datasets']) void queries.invalidateQueries({ queryKey: [key] })
      onReleased(released)
    },
  })
  return (
    <form
      className="form form-line"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <ReasonField value={reason} onChange={setReason} isOptional={isOptional} />
      <button type="submit" className="button button-primary" disabled={send.isPending}>
        {label}
      </button>
      <ErrorNote error={send.error} />
    </form>
  )
}
