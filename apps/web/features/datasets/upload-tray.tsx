import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { formatBytes } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Progress } from '../../ui/parts.tsx'
import { currentUploads, dismissUpload, stopUpload, subscribeUploads, type Upload } from './uploads.ts'

/** Uploads of this page, on every page. */
export function UploadTray() {
  const uploads = useSyncExternalStore(subscribeUploads, currentUploads)
  if (uploads.length === 0) return null
  return (
    <aside className="tray" aria-label="Uploads">
      {uploads.map((upload) => (
        <UploadLine key={upload.id} upload={upload} />
      ))}
    </aside>
  )
}

function UploadLine({ upload }: { upload: Upload }) {
  const { id, name, status, bytesReceived, bytesTotal, error } = upload
  const percent = bytesTotal === 0 ? 0 : Math.min(100, Math.floor((bytesReceived / bytesTotal) * 100))
  const isUnderWay = status === 'uploading' || status === 'inspecting'
  return (
    <div className="tray-line">
      <div className="tray-head">
        <strong className="cut">{name}</strong>
        {status === 'uploading' ? (
          <button type="button" className="button button-small" onClick={() => stopUpload(id)}>
            Stop
          </button>
        ) : (
          !isUnderWay && (
            <button
              type="button"
              className="button button-small"
              onClick={() => dismissUpload(id)}
              aria-label={`Close ${name}`}
            >
              Close
            </button>
          )
        )}
      </div>
      {status === 'uploading' && <Progress value={percent} label={`Upload of ${name}`} />}
      <p className="small muted" role="status">
        {status === 'uploading' &&
          `${formatBytes(Math.min(bytesReceived, bytesTotal))} of ${formatBytes(bytesTotal)} · ${percent} %`}
        {status === 'inspecting' && 'All there. Looking at what it is…'}
        {status === 'stopped' && 'Stopped; nothing of it was kept.'}
        {status === 'failed' && 'The upload did not succeed.'}
        {(status === 'ready' || status === 'invalid') && (
          <>
            {status === 'ready' ? 'Ready. ' : 'It cannot be read as conversations. '}
            <Link href={`/datasets/${id}`}>{status === 'ready' ? 'See what it is and start a run' : 'See why'}</Link>
          </>
        )}
      </p>
      {status === 'failed' && <ErrorNote error={error} />}
    </div>
  )
}
