import { formatBytes } from '@techdeck/client/figures'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Progress } from '../../ui/parts.tsx'
import { retryUpload, type Upload } from './uploads.ts'

/** How far an upload is, or how it ended. */
export function UploadState({ upload: { id, name, status, bytesReceived, bytesTotal, error } }: { upload: Upload }) {
  const percent = bytesTotal === 0 ? 0 : Math.min(100, Math.floor((bytesReceived / bytesTotal) * 100))
  return (
    <>
      {status === 'uploading' && <Progress value={percent} label={`Upload of ${name}`} />}
      {status !== 'ready' && status !== 'invalid' && (
        <p className="small muted" role="status">
          {status === 'uploading' &&
            `${formatBytes(Math.min(bytesReceived, bytesTotal))} of ${formatBytes(bytesTotal)} · ${percent} %`}
          {status === 'inspecting' && 'All there. Looking at what it is…'}
          {status === 'stopped' && 'Stopped; nothing of it was kept.'}
          {status === 'failed' && 'The upload did not succeed.'}
        </p>
      )}
      {status === 'failed' && (
        <>
          <ErrorNote error={error} />
          <button type="button" className="button button-small" onClick={() => retryUpload(id)}>
            Try again
          </button>
        </>
      )}
    </>
  )
}
