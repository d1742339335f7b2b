import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'

/** Makes a team or a workspace by its name. */
export function NewGroup({
  title,
  label,
  yes,
  note,
  make,
  onMade,
}: {
  title: string
  label: string
  yes: string
  note?: string
  make: (name: string) => Promise<unknown>
  onMade: () => void
}) {
  const [name, setName] = useState('')
  const making = useMutation({
    mutationFn: () => make(name),
    onSuccess: () => {
      setName('')
      onMade()
    },
  })
  return (
    <Card title={title}>
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          making.mutate()
        }}
      >
        <label className="field field-wide">
          <span>{label}</span>
          <input required maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
        </label>
        <button type="submit" className="button button-primary" disabled={making.isPending}>
          {yes}
        </button>
      </form>
      {note !== undefined && <p className="small muted">{note}</p>}
      <ErrorNote error={making.error} />
    </Card>
  )
}
