import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { sha256Of } from '../../hex.ts'
import type { TraceView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'
import { Table, type Column } from '../../ui/table.tsx'

/** Who took a copy of an exported file: by its watermark, by its hash, or by the file itself, which is hashed here. */
export function Copies() {
  const [mark, setMark] = useState('')
  const trace = useMutation({
    mutationFn: (wanted: string) =>
      client.traceDownloads({ query: wanted.length === 64 ? { sha256: wanted } : { watermark: wanted } }),
  })
  const hash = useMutation({
    mutationFn: async (file: File) => sha256Of(await file.arrayBuffer()),
    onSuccess: (sha256) => {
      setMark(sha256)
      trace.mutate(sha256)
    },
  })
  return (
    <Card title="Who took a copy">
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          trace.mutate(mark.trim().toLowerCase())
        }}
      >
        <label className="field field-wide">
          <span>Watermark, or SHA-256 of the file</span>
          <input
            required
            maxLength={64}
            autoComplete="off"
            value={mark}
            onChange={({ target }) => setMark(target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={trace.isPending}>
          Trace
        </button>
        <label className="field">
          <span>Or a file that was found</span>
          <input type="file" onChange={({ target }) => target.files?.[0] && hash.mutate(target.files[0])} />
        </label>
      </form>
      <p className="small muted">
        The file is hashed here and sent nowhere. Of one that was changed neither bytes nor mark are left.
      </p>
      <ErrorNote error={trace.error ?? hash.error} />
      <div role="status">{trace.data?.length === 0 && <p className="muted">Nobody took such a copy from here.</p>}</div>
      {trace.data && trace.data.length > 0 && (
        <Table
          label="Who took it"
          rows={trace.data}
          keyOf={({ watermark, taken_at: at }) => watermark ?? at}
          columns={COLUMNS}
        />
      )}
    </Card>
  )
}

const COLUMNS: readonly Column<TraceView>[] = [
  { name: 'When', render: (copy) => formatTime(copy.taken_at), sortBy: (copy) => copy.taken_at, isHeading: true },
  { name: 'Who', render: (copy) => `${copy.user_id ?? '–'}${copy.agent ? ' (an agent)' : ''}` },
  { name: 'From', render: (copy) => copy.ip_address ?? '–' },
  { name: 'File', render: (copy) => copy.name ?? '–' },
  { name: 'What for', render: (copy) => copy.purpose },
  { name: 'Until', render: (copy) => (copy.expires_at === null ? '–' : formatTime(copy.expires_at)) },
]
