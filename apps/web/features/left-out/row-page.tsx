import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { MappingFields, QuarantinedRowView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Facts, Page } from '../../ui/parts.tsx'
import { OnceAsked } from './once-asked.tsx'
import { ReleaseForm } from './release-form.tsx'
import { RowMapping } from './row-mapping.tsx'

/** `/datasets/:id/left-out/:row`: a row that could not be read, what it should be, and its release. */
export function RowPage({ id, row }: { id: string; row: string }) {
  const dataset = useQuery({
    queryKey: ['dataset', id],
    queryFn: ({ signal }) => client.getDataset({ params: { id }, signal }),
  })
  return (
    <Page
      title="A row that could not be read"
      above={
        <>
          <Link href="/datasets">Data sets</Link>
          <Link href={`/datasets/${id}`}>{dataset.data?.name ?? 'Data set'}</Link>
          <Link href={`/datasets/${id}/left-out`}>Left out</Link>
        </>
      }
    >
      <OnceAsked
        what="the row"
        queryKey={['row', id, row]}
        read={(signal) => client.getQuarantinedRow({ params: { id, row }, signal })}
      >
        {(found) => <Row id={id} row={found} />}
      </OnceAsked>
    </Page>
  )
}

function Row({ id, row }: { id: string; row: QuarantinedRowView }) {
  const { file_name: file, format, position, reason_code: reason, content, mapping, mend } = row
  const may = useMay('quarantine:release')
  return (
    <>
      <Card title="Where it stands">
        <Facts
          facts={[
            ['File', file],
            position?.line === undefined ? null : ['Line', formatCount(position.line)],
            position?.byte_offset === undefined ? null : ['Byte', formatCount(position.byte_offset)],
            ['Read as', format],
          ]}
        />
        <p>
          {explainReason(reason)} <code className="muted">{reason}</code>
        </p>
        <p className="small muted">
          Are many rows wrong in the same way? Then <Link href={`/datasets/${id}`}>say how the file is to be read</Link>
          : which column means what, and who speaks in which role. It is read again at once, and nothing has to be
          mended row by row.
        </p>
      </Card>
      {mend?.status === 'released' ? (
        <p className="note note-good">It was mended, and is part of version {mend.version} of the data set.</p>
      ) : content === null ? (
        <p className="note note-warn">
          It is longer than can be shown, or holds bytes that are no text in this encoding. Correct the file itself and
          upload it again.
        </p>
      ) : may ? (
        <Mend id={id} row={row.id} content={content} mapping={mapping} wasFixed={mend?.status === 'fixed'} />
      ) : (
        <Card title="The row">
          <pre className="source">{content}</pre>
        </Card>
      )}
    </>
  )
}

function Mend({
  id,
  row,
  content,
  mapping,
  wasFixed,
}: {
  id: string
  row: string
  content: string
  mapping: MappingFields
  wasFixed: boolean
}) {
  const [text, setText] = useState(content)
  const [meaning, setMeaning] = useState(mapping)
  const [isOpen, setIsOpen] = useState(false)
  const [version, setVersion] = useState<number | null>(null)
  const fix = useMutation({
    mutationFn: () =>
      client.fixRow({ params: { id, row }, body: { content: text, ...(meaning !== mapping && { mapping: meaning }) } }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['quarantine', id] }),
  })
  if (version !== null)
    return (
      <div className="note note-good" role="status">
        <p>It is part of version {version} of the data set now, at its own place. The next run reads it.</p>
        <p>
          <Link href={`/datasets/${id}`}>Start a run of it</Link>
        </p>
      </div>
    )
  return (
    <>
      <Card title="What it should be">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            fix.mutate()
          }}
        >
          <label className="field">
            <span>The row, in the form of its file</span>
            <textarea
              className="source"
              rows={Math.min(16, Math.max(4, text.split('\n').length + 1))}
              value={text}
              required
              spellCheck={false}
              onChange={({ target }) => setText(target.value)}
            />
          </label>
          <details className="more" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
            <summary>Or say which column means what in this row alone</summary>
            {isOpen && <RowMapping id={id} row={row} mapping={meaning} onChange={setMeaning} />}
          </details>
          <p className="small muted">
            The uploaded file stays as it is; the mended row lies beside it, encrypted, and is read in its place.
          </p>
          <ErrorNote error={fix.error} />
          <div className="actions">
            <button type="submit" className="button button-primary" disabled={fix.isPending}>
              {fix.isPending ? 'Reading it…' : 'Save it so'}
            </button>
          </div>
        </form>
      </Card>
      {(fix.data ?? wasFixed) && (
        <Card title="Release it">
          <p role="status">
            {fix.data
              ? `It reads as ${plural(fix.data.turns, 'turn')} now${fix.data.joins_conversation ? ' and goes into its conversation' : ''}.`
              : 'It was mended before.'}{' '}
            Released, it is part of a new version of the data set.
          </p>
          <ReleaseForm
            label="Release it"
            isOptional
            release={(reason) => client.releaseRow({ params: { id, row }, body: reason === '' ? {} : { reason } })}
            onReleased={({ dataset }) => setVersion(dataset.version)}
          />
        </Card>
      )}
    </>
  )
}
