import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { isFinal, type ExecutionView, type ExportFileView, type TakingView } from '@techdeck/contracts'
import { formatBytes, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { formatDate } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Empty, Loading, Progress } from '../../ui/parts.tsx'
import { CheckDownloads } from './check-downloads.tsx'
import { formatOf } from './formats.ts'
import { saveExport } from './save-export.ts'

/** The files of a run, each saved as it was made or not at all; what breaks off goes on where it was. */
export function Downloads({ run }: { run: ExecutionView }) {
  const { id } = run
  const list = useQuery({
    queryKey: ['exports', id],
    queryFn: ({ signal }) => client.listExports({ params: { id }, signal }),
  })
  const [purpose, setPurpose] = useState('')
  if (list.isPending) return <Loading />
  // What cannot be looked up anew is shown as it was: downloads may be under way.
  if (!list.data) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
  const { files } = list.data
  if (files.length === 0) return <Empty title={nothingYet(run)} />
  return (
    <>
      <Card title="Files">
        <label className="field">
          <span>What you take them for (may be left empty)</span>
          <input
            value={purpose}
            maxLength={500}
            placeholder="Goes beside your copy and into the audit log; it must identify nobody"
            onChange={({ target }) => setPurpose(target.value)}
          />
        </label>
        <ul className="rows">
          {files.map((file) => (
            <FileRow key={file.name} id={id} file={file} purpose={purpose.trim()} />
          ))}
        </ul>
        <p className="small muted">
          They are de-identified and no longer encrypted once they are on your disk. The hash of each is in the
          manifest. <Link href={`/runs/${id}/leaks`}>Look at a sample first</Link>, if they leave your hands.
        </p>
      </Card>
      <CheckDownloads files={files} />
    </>
  )
}

const nothingYet = ({ status, execution_mode: mode }: ExecutionView): string =>
  !isFinal(status)
    ? 'The files are written last.'
    : mode === 'dry_run'
      ? 'A dry run writes no files.'
      : 'This run wrote no files.'

function FileRow({ id, file, purpose }: { id: string; file: ExportFileView; purpose: string }) {
  const { name, format, size_bytes: size, records, sha256, split } = file
  const [bytes, setBytes] = useState(0)
  const [stop, setStop] = useState(new AbortController())
  const download = useMutation({
    mutationFn: async () => {
      const stopped = new AbortController()
      setStop(stopped)
      return saveExport({ runId: id, file, purpose, signal: stopped.signal, onBytes: setBytes })
    },
  })
  const isBroken = download.isError && bytes > 0
  return (
    <li className="row row-file">
      <span className="row-main">
        <span className="row-title">{name}</span>
        <span className="muted small">
          {formatOf(format).title}: {formatOf(format).text}
        </span>
        <span className="muted small with-copy">
          {[formatBytes(size), plural(records, 'conversation'), split].filter(Boolean).join(' · ')} · SHA-256{' '}
          <code>{sha256.slice(0, 12)}…</code> <Copy text={sha256} what={`SHA-256 of ${name}`} />
        </span>
        {download.data && <Taken copy={download.data} />}
        {download.isPending && (
          <span className="download" role="status">
            <Progress value={Math.floor((bytes / size) * 100)} label={`Download of ${name}`} />
            <span className="small muted">
              {formatBytes(bytes)} of {formatBytes(size)}
            </span>
          </span>
        )}
        {download.isError && !stop.signal.aborted && <ErrorNote error={download.error} />}
      </span>
      {download.isPending ? (
        <button type="button" className="button" aria-label={`Pause ${name}`} onClick={() => stop.abort()}>
          Pause
        </button>
      ) : (
        <button
          type="button"
          className="button button-primary"
          aria-label={isBroken ? `Go on with ${name}` : `Download ${name}`}
          onClick={() => download.mutate()}
        >
          {isBroken ? 'Go on' : 'Download'}
        </button>
      )}
    </li>
  )
}

/** Under what terms the copy was taken. */
function Taken({ copy: { watermark, purpose, expires_at: until } }: { copy: TakingView }) {
  return (
    <span className="muted small with-copy">
      Your copy may be kept until {formatDate(until)}, for “{purpose}”. Its watermark{' '}
      <code>{watermark.slice(0, 8)}…</code> <Copy text={watermark} what="watermark" /> leads to you.
    </span>
  )
}
