import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { WEBHOOK_EVENTS } from '@techdeck/contracts/names'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'
import { Secret } from './secret.tsx'

/** Adds an address, and shows its secret once. */
export function NewWebhook() {
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState(() => [...WEBHOOK_EVENTS])
  const add = useMutation({
    mutationFn: () => client.createWebhook({ body: { url, events } }),
    onSuccess: () => {
      setUrl('')
      void queries.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })
  return (
    <Card title="Another address">
      <form
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <label className="field">
          <span>Address, with https://</span>
          <input
            required
            type="url"
            maxLength={2000}
            autoComplete="off"
            placeholder="https://hooks.example.org/techdeck"
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
        </label>
        <fieldset>
          <legend>It is told of runs that ended</legend>
          <div className="choices">
            {WEBHOOK_EVENTS.map((name) => (
              <label className="choice-small" key={name}>
                <input
                  type="checkbox"
                  checked={events.includes(name)}
                  onChange={({ target }) =>
                    setEvents(WEBHOOK_EVENTS.filter((each) => (each === name ? target.checked : events.includes(each))))
                  }
                />
                {title(name.replace('execution.', ''))}
              </label>
            ))}
          </div>
        </fieldset>
        <ErrorNote error={add.error} />
        {add.data && <Secret secret={add.data.secret} />}
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={add.isPending || events.length === 0}>
            Add the address
          </button>
        </div>
      </form>
    </Card>
  )
}
