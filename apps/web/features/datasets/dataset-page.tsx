import { useMutation, useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { ApiError } from '@techdeck/client'
import type { DatasetView } from '@techdeck/contracts'
import { formatBytes, formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { lazily } from '../../app/lazily.ts'
import { formatTime } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Boundary } from '../../ui/boundary.tsx'
import { Card, Confirm, Copy, Empty, Facts, Loading, Page, Tabs } from '../../ui/parts.tsx'
import { useMay } from '../../session/use-session.ts'
import { EraseClient } from './erase-client.tsx'
import { Sharing } from './sharing.tsx'
import { RunsOf } from '../runs/runs-of.tsx'
import { Detection } from './detection.tsx'
import { UploadState } from './upload-state.tsx'
import { dismissUpload, stopUpload } from './uploads.ts'
import { useUpload } from './use-upload.ts'

const HowItWasRead = lazily(async () => (await import('./how-it-was-read.tsx')).HowItWasRead)
const StartRun = lazily(async () => (await import('../runs/start-run.tsx')).StartRun)
const ConversationsOfDataset = lazily(
  async () => (await import('../conversations/of-dataset.tsx')).ConversationsOfDataset,
)
const LeftOut = lazily(async () => (await import('../left-out/left-out.tsx')).LeftOut)
const ReviewQueue = lazily(async () => (await import('../review/queue.tsx')).ReviewQueue)

const VIEWS = [
  ['data', 'Data'],
  ['conversations', 'Conversations'],
  ['left-out', 'Left out'],
  ['review', 'Review'],
] as const

/** `/datasets/:id`: what was uploaded, what detection found, and a run of it. While it is uploaded, how far it is. */
export function DatasetPage({ id, view }: { id: string; view: string }) {
  const upload = useUpload(id)
  const isUploading = upload?.status === 'uploading'
  const [, go] = useLocation()
  const became = upload?.became
  useEffect(() => {
    if (became !== undefined) go(`/datasets/${became}`, { replace: true })
  }, [became, go])
  const query = useQuery({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => client.getDataset({ params: { id }, signal }),
    enabled: !isUploading && became === undefined,
    refetchInterval: ({ state }) => (state.data?.status === 'inspecting' ? 1000 : false),
  })
  const isThere = query.data !== undefined && query.data.status !== 'inspecting'
  useEffect(() => {
    // What the tray would say is what is seen here.
    if (isThere) dismissUpload(id)
  }, [id, isThere])
  if (query.data) return <Dataset dataset={query.data} view={view} />
  const hasBegun = upload !== undefined && (query.error instanceof ApiError ? query.error.status === 404 : true)
  if (hasBegun)
    return (
      <Page title={upload.name} above={<Link href="/datasets">Data sets</Link>}>
        <Card
          title="Upload"
          aside={
            upload.status === 'uploading' && (
              <button type="button" className="button button-small" onClick={() => stopUpload(id)}>
                Stop
              </button>
            )
          }
        >
          <UploadState upload={upload} />
          {upload.status === 'uploading' && (
            <p className="muted small">
              You may look at other pages meanwhile, but keep this window open. If a large file breaks off all the same,
              drop it again within a day: it goes on where it was.
            </p>
          )}
        </Card>
      </Page>
    )
  return (
    <Page title="Data set" above={<Link href="/datasets">Data sets</Link>}>
      {query.isError ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : <Loading />}
    </Page>
  )
}

function Dataset({ dataset, view }: { dataset: DatasetView; view: string }) {
  const { id, name, status } = dataset
  const [, go] = useLocation()
  const remove = useMutation({
    mutationFn: () => client.deleteDataset({ params: { id } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['datasets'] })
      go('/datasets')
    },
  })
  return (
    <Page
      title={name}
      above={<Link href="/datasets">Data sets</Link>}
      lead={<StatusBadge status={status} />}
      actions={
        <>
          <Rename dataset={dataset} />
          <Confirm
            label="Delete"
            question={`Delete “${name}”, with all that was made of it? It is gone for everybody at once. For a day, or as long as is set here, you can restore it from the list of data sets; then its key is destroyed.`}
            yes="Delete it"
            busy={remove.isPending}
            onYes={() => remove.mutate()}
          />
        </>
      }
    >
      <ErrorNote error={remove.error} />
      <Tabs label="Views of the data set" base={`/datasets/${id}`} views={VIEWS} view={view} />
      <Boundary key={view}>
        <Suspense fallback={<Loading />}>
          {view === 'data' ? (
            <Data dataset={dataset} />
          ) : view === 'conversations' ? (
            <ConversationsOfDataset datasetId={id} />
          ) : view === 'left-out' ? (
            <LeftOut datasetId={id} />
          ) : view === 'review' ? (
            <ReviewQueue datasetId={id} />
          ) : (
            <Empty title="There is no such view of a data set." />
          )}
        </Suspense>
      </Boundary>
    </Page>
  )
}

/** What it is, how it was read, and a run of it. */
function Data({ dataset }: { dataset: DatasetView }) {
  const { id, status, version } = dataset
  const mayErase = useMay('dataset:purge')
  // The version that was asked for by saying how to read it.
  const [asked, setAsked] = useState<number | null>(null)
  const state = useRef<HTMLDivElement>(null)
  const onSaid = (next: DatasetView) => {
    setAsked(next.version)
    // The button is gone with what was read before.
    state.current?.focus()
  }
  return (
    <>
      <div ref={state} tabIndex={-1} className="state">
        {status === 'inspecting' && <Loading what={version > 1 ? 'Reading it again' : 'Looking at what it is'} />}
        {status !== 'inspecting' && asked === version && (
          <p className="note note-good" role="status">
            It was read again, as version {version}: {holds(dataset)}.
          </p>
        )}
      </div>
      {status !== 'inspecting' && (
        <Card title="What it is">
          <Overview dataset={dataset} />
          {dataset.unpacked_gone_at !== undefined && (
            <p className="muted small">
              What was unpacked of its files was removed on {formatTime(dataset.unpacked_gone_at)}, some days after the
              last run. The next run unpacks them again.
            </p>
          )}
          <Detection dataset={dataset} />
        </Card>
      )}
      {status !== 'inspecting' && <HowItWasRead key={version} dataset={dataset} onSaid={onSaid} />}
      {status === 'ready' && <StartRun datasetId={id} />}
      <RunsOf datasetId={id} />
      <Sharing dataset={dataset} />
      {mayErase && status === 'ready' && <EraseClient dataset={dataset} />}
    </>
  )
}

const holds = ({ conversation_count: conversations, turn_count: turns }: DatasetView): string =>
  `${plural(conversations ?? 0, 'conversation')} with ${plural(turns ?? 0, 'turn')}`

function Overview({ dataset }: { dataset: DatasetView }) {
  const {
    format,
    encoding,
    conversation_count: conversations,
    turn_count: turns,
    size_bytes,
    sha256,
    created_at,
  } = dataset
  const members = dataset.files.filter(({ container }) => container !== undefined).length
  const uploaded = dataset.files.length - members
  return (
    <Facts
      facts={[
        ['Conversations', conversations === null ? '–' : formatCount(conversations)],
        ['Turns', turns === null ? '–' : formatCount(turns)],
        ['Format', format ?? 'not recognised'],
        ['Encoding', encoding ?? '–'],
        [
          'Size',
          [
            formatBytes(size_bytes),
            ...(uploaded > 1 ? [plural(uploaded, 'file')] : []),
            ...(members > 0 ? [plural(members, 'member')] : []),
          ].join(', '),
        ],
        ['Uploaded', formatTime(created_at)],
        sha256 === null
          ? null
          : [
              'SHA-256',
              <span className="with-copy" key="sha">
                <code>{sha256.slice(0, 12)}…</code> <Copy text={sha256} what="SHA-256" />
              </span>,
            ],
      ]}
    />
  )
}

function Rename({ dataset: { id, name } }: { dataset: DatasetView }) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const [next, setNext] = useState(name)
  const rename = useMutation({
    mutationFn: () => client.renameDataset({ params: { id }, body: { name: next } }),
    onSuccess: (dataset) => {
      queries.setQueryData(['dataset', id], dataset)
      void queries.invalidateQueries({ queryKey: ['datasets'] })
      dialog?.close()
    },
  })
  return (
    <>
      <button type="button" className="button" onClick={() => dialog?.showModal()}>
        Rename
      </button>
      <dialog ref={setDialog} aria-label="Rename">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            rename.mutate()
          }}
        >
          <label className="field">
            <span>Name</span>
            <input value={next} required maxLength={200} onChange={({ target }) => setNext(target.value)} />
          </label>
          <ErrorNote error={rename.error} />
          <div className="actions">
            <button type="button" className="button" onClick={() => dialog?.close()}>
              Keep the old one
            </button>
            <button type="submit" className="button button-primary" disabled={rename.isPending}>
              Rename
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
