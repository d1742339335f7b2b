import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '@techdeck/client'
import type { ExportFormat } from '@techdeck/contracts'
import { formatBytes, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { FORMATS } from '../runs/formats.ts'

/** The first conversations of a run as a format has them; fetched once somebody looks. */
export function FormatPreview({ runId, formats }: { runId: string; formats: readonly ExportFormat[] }) {
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<ExportFormat | null>(null)
  const format = formats.find((each) => each === chosen) ?? formats[0]
  if (format === undefined) return null
  return (
    <details className="more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What the first records look like</summary>
      {formats.length > 1 && (
        <label className="field">
          <span>Format</span>
          <select value={format} onChange={({ target }) => setChosen(target.value as ExportFormat)}>
            {formats.map((each) => (
              <option key={each} value={each}>
                {FORMATS[each].title}
              </option>
            ))}
          </select>
        </label>
      )}
      {isOpen && <Records runId={runId} format={format} />}
    </details>
  )
}

function Records({ runId, format }: { runId: string; format: ExportFormat }) {
  const sample = useQuery({
    queryKey: ['format-preview', runId, format],
    queryFn: ({ signal }) => client.getFormatPreview({ params: { id: runId, format }, signal }),
    staleTime: Infinity,
    gcTime: 0,
    // The first conversations are taken through the stages within two seconds.
    retry: (failures, error) => failures < 20 && error instanceof ApiError && error.body.recoverable,
    retryDelay: 500,
  })
  if (sample.isPending) return <Loading what="Writing the first records" />
  if (sample.isError) return <ErrorNote error={sample.error} onRetry={() => void sample.refetch()} />
  const { text, conversations, size_bytes: size } = sample.data
  return (
    <>
      <p className="small muted">
        {plural(conversations, 'conversation')}, de-identified: {formatBytes(size)}.
      </p>
      {text === '' ? (
        <p className="small muted">Of so few conversations this format makes nothing.</p>
      ) : text === null ? (
        <p className="small muted">This format is no text that could be shown; a table or a library reads it.</p>
      ) : (
        <pre
          className="source source-sample"
          role="region"
          aria-label={`First records as ${FORMATS[format].title}`}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
          tabIndex={0}
        >
          {text}
        </pre>
      )}
    </>
  )
}
