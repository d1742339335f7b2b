import { useSyncExternalStore } from 'react'
import { Link, useLocation } from 'wouter'
import { currentUploads, dismissUpload, stopUpload, subscribeUploads, type Upload } from './uploads.ts'
import { UploadState } from './upload-state.tsx'

/** Uploads of this browser window, on every page but their own, which says more. */
export function UploadTray() {
  const [location] = useLocation()
  const uploads = useSyncExternalStore(subscribeUploads, currentUploads)
  const elsewhere = uploads.filter(({ id, became, known }) => known || location !== `/datasets/${became ?? id}`)
  if (elsewhere.length === 0) return null
  return (
    <aside className="tray" aria-label="Uploads">
      {elsewhere.map((upload) => (
        <TrayLine key={upload.id} upload={upload} />
      ))}
    </aside>
  )
}

function TrayLine({ upload }: { upload: Upload }) {
  const { id, name, status, became = id, known } = upload
  const isUploading = status === 'uploading'
  return (
    <div className="tray-line">
      <div className="tray-head">
        <Link href={`/datasets/${became}`} className="cut">
          {name}
        </Link>
        {status !== 'inspecting' && (
          <button
            type="button"
            className="button button-small"
            onClick={() => (isUploading ? stopUpload(id) : dismissUpload(id))}
            aria-label={`${isUploading ? 'Stop' : 'Close'} ${name}`}
          >
            {isUploading ? 'Stop' : 'Close'}
          </button>
        )}
      </div>
      <UploadState upload={upload} />
      {known && <p className="small muted">It was there already; nothing was stored twice.</p>}
      {status === 'ready' && !known && <p className="small muted">Ready for a run.</p>}
      {status === 'invalid' && <p className="small bad">It cannot be read as conversations.</p>}
    </div>
  )
}
