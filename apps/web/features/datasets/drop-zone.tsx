import { getDroppedFiles } from '@uppy/core/utils'
import { useEffect, useRef, useState, type DragEvent } from 'react'

/** Takes files and folders that are dropped or chosen. Several files at once make one data set. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    // A file that is dropped beside the zone would take the place of the page.
    const keep = (event: Event) => event.preventDefault()
    for (const kind of ['dragover', 'drop']) addEventListener(kind, keep)
    return () => {
      for (const kind of ['dragover', 'drop']) removeEventListener(kind, keep)
    }
  }, [])
  const take = (list: Iterable<File> | null) => {
    // What systems leave in folders for themselves.
    const files = [...(list ?? [])].filter(({ name }) => !name.startsWith('.'))
    if (files.length > 0) onFiles(files)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void getDroppedFiles(event.dataTransfer).then(take)
  }
  return (
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <svg className="drop-icon" viewBox="0 0 48 48" aria-hidden="true">
        <path d="M24 32V13m0 0-8 8m8-8 8 8M9 31v5a3 3 0 0 0 3 3h24a3 3 0 0 0 3-3v-5" />
      </svg>
      <p className="drop-title">
        {over ? 'Let go to upload' : 'Drop files or a folder here'}
        <span className="drop-or"> or </span>
        <button type="button" className="button button-primary" onClick={() => input.current?.click()}>
          Choose files
        </button>{' '}
        <button type="button" className="button" onClick={() => folder.current?.click()}>
          Choose a folder
        </button>
      </p>
      <p className="muted small">
        JSON, tables, spreadsheets, documents, transcripts, subtitles, chats, or archives of these, of any size. Format,
        encoding and columns are found by content. Several files at once become one data set. They are encrypted as they
        arrive.
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ target }) => {
          take(target.files)
          target.value = ''
        }}
      />
      <input
        ref={folder}
        type="file"
        webkitdirectory=""
        hidden
        aria-label="Folder to upload"
        onChange={({ target }) => {
          take(target.files)
          target.value = ''
        }}
      />
    </div>
  )
}
