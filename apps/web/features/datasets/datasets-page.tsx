import { useState } from 'react'
import { useLocation } from 'wouter'
import type { DatasetView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { DatasetRow } from './dataset-row.tsx'
import { Deleted } from './deleted.tsx'
import { DropZone } from './drop-zone.tsx'
import { startUpload } from './uploads.ts'
import { useWorkspaces } from '../workspaces/use-workspaces.ts'
import { WorkspaceField } from '../workspaces/workspace-field.tsx'

const isUnderWay = ({ status }: DatasetView) => status === 'uploading' || status === 'inspecting'

/** `/datasets`: data sets, and where new ones are dropped. */
export function DatasetsPage() {
  const [, go] = useLocation()
  const [place, setPlace] = useState('')
  const { mine, mayPutInto } = useWorkspaces()
  const { list, entries: datasets } = usePages({
    queryKey: ['datasets', place],
    page: (query, signal) =>
      client.listDatasets({ query: { ...query, ...(place !== '' && { workspace_id: place }) }, signal }),
    isUnderWay,
  })
  return (
    <Page
      title="Data sets"
      lead="Upload conversations, see what they are, then run them through six stages to de-identified training data."
    >
      {mine.length > 0 && (
        <WorkspaceField
          label="Workspace"
          workspaces={mine}
          all="All that I may see"
          value={place}
          onChange={setPlace}
          note={
            place === ''
              ? 'What you upload here is your own.'
              : mayPutInto(place)
                ? 'What you upload here goes into it.'
                : 'You may look at what lies here, and put nothing into it: what you upload is your own.'
          }
        />
      )}
      <DropZone
        onFiles={(files) => {
          go(`/datasets/${startUpload(files, mayPutInto(place) ? place : undefined)}`)
        }}
      />
      {list.isPending ? (
        <Loading what="Loading data sets" />
      ) : list.isError ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : datasets.length === 0 ? (
        <Empty title="No data sets yet">
          <p>
            Drop a file above to begin. To try it first, take one of the example files in <code>examples/data</code> of
            the repository.
          </p>
        </Empty>
      ) : (
        <Card title="All data sets">
          <ul className="rows">
            {datasets.map((dataset) => (
              <DatasetRow key={dataset.id} dataset={dataset} />
            ))}
          </ul>
          <ShowMore list={list} />
        </Card>
      )}
      <Deleted />
    </Page>
  )
}
