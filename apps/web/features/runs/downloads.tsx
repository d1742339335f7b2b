import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { isFinal, type DownloadView, type ExecutionView, type ExportFileView } from '@techdeck/contracts'
import { formatBytes, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { formatDate } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Empty, Loading } from '../../ui/parts.tsx'
import { saveFrom } from '../../ui/save-file.ts'
import { CheckDownloads } from './check-downloads.tsx'
import { formatOf } from './formats.ts'

/** The files of a run. The browser saves each by itself, from a one-time address, however large it is. */
export function Downloads({ run }: { run: ExecutionView }) {
  const { id } = run
  const list = useQuery({
    queryKey: ['exports', id],
    queryFn: ({ signal }) => client.listExports({ params: { id }, signal }),
  })
  const [purpose, setPurpose] = useState('')
  if (list.isPending) return <Loading />
  if (list.isError) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
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

function FileRow({
  id,
  file: { name, format, size_bytes, records, sha256, split },
  purpose,
}: {
  id: string
  file: ExportFileView
  purpose: string
}) {
  const download = useMutation({
    mutationFn: () => client.issueDownload({ params: { id, name }, query: purpose === '' ? {} : { purpose } }),
    onSuccess: ({ url }) => saveFrom(url, name),
  })
  return (
    <li className="row row-file">
      <span className="row-main">
        <span className="row-title">{name}</span>
        <span className="muted small">
          {formatOf(format).title}: {formatOf(format).text}
        </span>
        <span className="muted small with-copy">
          {[formatBytes(size_bytes), plural(records, 'conversation'), split].filter(Boolean).join(' · ')} · SHA-256{' '}
          <code>{sha256.slice(0, 12)}…</code> <Copy text={sha256} what={`SHA-256 of ${name}`} />
        </span>
        {download.data && <Taken copy={download.data} />}
        <ErrorNote error={download.error} />
      </span>
      <button
        type="button"
        className="button button-primary"
        disabled={download.isPending}
        aria-label={`Download ${name}`}
        onClick={() => download.mutate()}
      >
        Download
      </button>
    </li>
  )
}

/** Under what terms the copy was taken that the browser is saving. */
function Taken({ copy: { watermark, purpose, expires_at: until } }: { copy: DownloadView }) {
  return (
    <span className="muted small with-copy">
      Your copy may be kept until {formatDate(until)}, for “{purpose}”. Its watermark{' '}
      <code>{watermark.slice(0, 8)}…</code> <Copy text={watermark} what="watermark" /> leads to you.
    </span>
  )
}
