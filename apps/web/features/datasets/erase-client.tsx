import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { DatasetView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ReasonField } from '../../ui/fields.tsx'
import { Card } from '../../ui/parts.tsx'
import { saveJson } from '../../ui/save-file.ts'

/** Destroys what one client said: the others' conversations become another data set first. For who may purge. */
export function EraseClient({ dataset: { id } }: { dataset: DatasetView }) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const [named, setNamed] = useState('')
  const [reason, setReason] = useState('')
  const [, go] = useLocation()
  const erase = useMutation({
    mutationFn: () => client.shredDataset({ params: { id }, body: { reason, client: named } }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['datasets'] }),
  })
  const done = erase.data
  const close = () => {
    dialog?.close()
    if (done) go(done.others?.dataset_id === undefined ? '/datasets' : `/datasets/${done.others.dataset_id}`)
  }
  return (
    <Card
      title="One client"
      aside={
        <button type="button" className="button button-small" onClick={() => dialog?.showModal()}>
          Erase a client
        </button>
      }
    >
      <p className="muted">
        Where somebody takes their consent back: what they said is destroyed with all copies, backups too. What
        everybody else said becomes another data set.
      </p>
      <dialog ref={setDialog} aria-label="Erase a client" onClose={() => done && close()}>
        {done ? (
          <>
            <p role="status">
              {plural(done.others?.erased ?? 0, 'conversation')} erased;{' '}
              {plural(done.others?.conversations ?? 0, 'conversation')} of others kept. Nobody can read this data set
              any more.
            </p>
            {done.downloads.length > 0 && (
              <p>{plural(done.downloads.length, 'file')} of it had been downloaded, which nobody can take back.</p>
            )}
            <div className="actions">
              <button type="button" className="button" onClick={() => saveJson(done, `certificate-${id}.json`)}>
                Save the certificate
              </button>
              <button type="button" className="button button-primary" onClick={close}>
                To the others’ conversations
              </button>
            </div>
          </>
        ) : (
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault()
              erase.mutate()
            }}
          >
            <p>
              Nobody can take this back. Results and exports of this data set are destroyed with it; run the new one to
              have them again.
            </p>
            <label className="field">
              <span>What names the client in the data</span>
              <input
                required
                maxLength={200}
                autoComplete="off"
                value={named}
                onChange={({ target }) => setNamed(target.value)}
              />
            </label>
            <ReasonField value={reason} onChange={setReason} />
            <ErrorNote error={erase.error} />
            <div className="actions">
              <button type="button" className="button" onClick={() => dialog?.close()}>
                Keep them
              </button>
              <button type="submit" className="button button-danger" disabled={erase.isPending}>
                {erase.isPending ? 'Erasing…' : 'Erase them for good'}
              </button>
            </div>
          </form>
        )}
      </dialog>
    </Card>
  )
}
