import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { ApiError } from '@techdeck/client'
import type { DatasetView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useWorkspaces } from '../workspaces/use-workspaces.ts'
import { WorkspaceField } from '../workspaces/workspace-field.tsx'

/** Gives a data set to another owner, or into another workspace. Who gives it away may not see it any more. */
export function Transfer({ dataset: { id, workspace_id: now } }: { dataset: DatasetView }) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const [owner, setOwner] = useState('')
  const [place, setPlace] = useState(now)
  const { mine, mayPutInto } = useWorkspaces()
  const [, go] = useLocation()
  const give = useMutation({
    mutationFn: async () => {
      const body = { ...(owner !== '' && { owner }), ...(place !== now && { workspace_id: place }) }
      await client.transferDataset({ params: { id }, body })
      return client.getDataset({ params: { id } }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      })
    },
    onSuccess: (dataset) => {
      dialog?.close()
      void queries.invalidateQueries({ queryKey: ['datasets'] })
      if (dataset) queries.setQueryData(['dataset', id], dataset)
      else go('/datasets')
    },
  })
  return (
    <>
      <button type="button" className="button button-small" onClick={() => dialog?.showModal()}>
        Give away
      </button>
      <dialog ref={setDialog} aria-label="Give away">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            give.mutate()
          }}
        >
          <p>
            The data set goes with its runs, and with whom it is shared. You may be unable to see it afterwards, and to
            take it back.
          </p>
          <WorkspaceField
            label="Workspace"
            workspaces={mine.filter((each) => mayPutInto(each.id) || each.id === now)}
            own="None: its owner’s alone"
            value={place}
            onChange={setPlace}
          />
          <label className="field">
            <span>E-mail address of its new owner (may be left empty)</span>
            <input type="email" autoComplete="off" value={owner} onChange={({ target }) => setOwner(target.value)} />
          </label>
          <ErrorNote error={give.error} />
          <div className="actions">
            <button type="button" className="button" onClick={() => dialog?.close()}>
              Keep it
            </button>
            <button
              type="submit"
              className="button button-danger"
              disabled={give.isPending || (owner === '' && place === now)}
            >
              Give it away
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
