import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { useMaintenance } from './use-maintenance.ts'

const USUAL = 'TechDeck is being maintained. New runs and uploads wait until it is over.'
const onSuccess = () => queries.invalidateQueries({ queryKey: ['maintenance'] })

/** Lets nothing new begin for a while, with a message for everybody. */
export function Maintenance() {
  const under = useMaintenance()
  const [message, setMessage] = useState(USUAL)
  const begin = useMutation({ mutationFn: () => client.beginMaintenance({ body: { message } }), onSuccess })
  const end = useMutation({ mutationFn: () => client.endMaintenance(), onSuccess })
  return (
    <Card title="Maintenance">
      {under.isPending && <Loading />}
      <ErrorNote error={under.error ?? begin.error ?? end.error} />
      {under.data ? (
        <>
          <p>
            Since {formatTime(under.data.since)}, no runs and uploads begin; what was under way ends, and everything can
            be read. Everybody is told: “{under.data.message}”
          </p>
          <button type="button" className="button button-primary" disabled={end.isPending} onClick={() => end.mutate()}>
            Take work again
          </button>
        </>
      ) : (
        under.data === null && (
          <>
            <p className="small muted">
              Before an upgrade or a repair: no runs and uploads begin, those under way end, everything can be read.
            </p>
            <label className="field">
              <span>What people are told</span>
              <input
                value={message}
                maxLength={500}
                autoComplete="off"
                onChange={({ target }) => setMessage(target.value)}
              />
            </label>
            <Confirm
              label="Begin maintenance"
              question="Let no runs and uploads begin, for anybody, until you take work again?"
              yes="Begin maintenance"
              busy={begin.isPending || message.trim() === ''}
              onYes={() => begin.mutate()}
            />
          </>
        )
      )}
    </Card>
  )
}
