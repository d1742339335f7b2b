import { formatBytes } from '@techdeck/client/figures'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Progress } from '../../ui/parts.tsx'
import type { Upload } from './uploads.ts'

/** How far an upload is, or how it ended. */
export function UploadState({ upload: { name, status, bytesReceived, bytesTotal, error } }: { upload: Upload }) {
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
          {status === 'failed' &&
            'The upload did not succeed, and nothing of it was kept. Drop the files again to repeat it.'}
        </p>
      )}
      {status === 'failed' && <ErrorNote error={error} />}
    </>
  )
}
