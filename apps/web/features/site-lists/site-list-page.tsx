import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { SiteList, SiteListView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading, Page } from '../../ui/parts.tsx'
import { Transcript } from '../runs/transcript.tsx'
import { fromLines, NO_LINES, toLines, wordsOf, type Lines } from './lines.ts'

const FIELDS: readonly (readonly [keyof Lines, string, string])[] = [
  ['name', 'Names to hide', 'Staff and whoever else is named: a name in each line.'],
  ['location', 'Places to hide', 'Clinics, wards, streets.'],
  ['other_unique_identifier', 'Other words to hide', 'Code names, projects.'],
  ['keep', 'Never hide', 'Words that detectors may take for a name, such as methods. Hiding goes first.'],
  ['canaries', 'Canaries', 'Planted in the data: a conversation in which one is left is withheld.'],
]

/** `/site-lists/:name`: the words of a list, its versions, and what it would do to a text. */
export function SiteListPage({ name }: { name: string }) {
  const lists = useQuery({
    queryKey: ['site-lists'],
    queryFn: ({ signal }) => client.listSiteLists({ query: { limit: 200 }, signal }),
  })
  if (lists.data) return <Versions name={name} newest={lists.data.find((list) => list.name === name)} />
  return (
    <Page title={name} above={ABOVE}>
      {lists.isError ? (
        <ErrorNote error={lists.error} onRetry={() => void lists.refetch()} />
      ) : (
        <Loading what="Reading the list" />
      )}
    </Page>
  )
}

const ABOVE = <Link href="/site-lists">Site lists</Link>

/**
 * A version of a list to be edited. What is typed stays until somebody chooses another version, whatever is saved or read
 * again meanwhile.
 */
function Versions({ name, newest }: { name: string; newest: SiteListView | undefined }) {
  const [search, setSearch] = useSearchParams()
  const last = newest?.version ?? 0
  // What the editor began with, and what it is now.
  const [begun, setBegun] = useState(() => ({ version: Number(search.get('version') ?? last), time: 0 }))
  const [version, setVersion] = useState(begun.version)
  const list = useQuery({
    queryKey: ['site-list', name, begun.version],
    queryFn: ({ signal }) => client.getSiteList({ params: { name }, query: { version: begun.version }, signal }),
    enabled: begun.version > 0,
    // A version never changes.
    staleTime: Infinity,
  })
  const choose = (chosen: number) => {
    setBegun({ version: chosen, time: begun.time + 1 })
    setVersion(chosen)
    setSearch(chosen === last ? {} : { version: String(chosen) })
  }
  const since = [newest, list.data].find((each) => each?.version === version)?.created_at
  const before = begun.version === 0 ? NO_LINES : list.data && toLines(list.data.content)
  return (
    <Page
      title={name}
      above={ABOVE}
      lead={version === 0 ? 'A new list' : since && `Version ${version} of ${last}, ${formatTime(since)}`}
      actions={
        last > 1 && (
          <select aria-label="Version" value={version} onChange={({ target }) => choose(Number(target.value))}>
            {Array.from({ length: last }, (_, index) => last - index).map((each) => (
              <option key={each} value={each}>
                Version {each}
              </option>
            ))}
          </select>
        )
      }
    >
      {before ? (
        <Editor
          key={begun.time}
          name={name}
          before={before}
          last={last}
          onSaved={(saved) => {
            setVersion(saved)
            setSearch({})
          }}
        />
      ) : list.isError ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Loading what="Reading the list" />
      )}
    </Page>
  )
}

function Editor({
  name,
  before,
  last,
  onSaved,
}: {
  name: string
  before: Lines
  /** The newest version there is. */
  last: number
  onSaved: (version: number) => void
}) {
  const [lines, setLines] = useState(before)
  const save = useMutation({
    mutationFn: async () => ({ before: last, ...(await client.saveSiteList({ body: { name, ...fromLines(lines) } })) }),
    onSuccess: ({ version }) => {
      void queries.invalidateQueries({ queryKey: ['site-lists'] })
      onSaved(version)
    },
  })
  return (
    <>
      <Card title="Words">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate()
          }}
        >
          <div className="words">
            {FIELDS.map(([field, label, help]) => (
              <label key={field} className="field">
                <span>
                  {label} <span className="muted">{formatCount(wordsOf(lines[field]).length)}</span>
                </span>
                <textarea
                  rows={6}
                  spellCheck={false}
                  autoComplete="off"
                  value={lines[field]}
                  onChange={({ target }) => setLines({ ...lines, [field]: target.value })}
                />
                <small>{help}</small>
              </label>
            ))}
          </div>
          <p className="small muted">
            One in each line. Case, accents and possessives do not matter; put <code>=</code> before a word to hide that
            counts only as it is written, such as <code>=Rose</code>. Runs keep the version that they were made with.
          </p>
          <ErrorNote error={save.error} />
          {save.data && (
            <p className="note note-good" role="status">
              {save.data.version === save.data.before
                ? `These words are version ${save.data.version} already.`
                : `Saved as version ${save.data.version}: ${plural(save.data.hide, 'word')} to hide, ${save.data.keep} to keep.`}
            </p>
          )}
          <div className="actions">
            <button type="submit" className="button button-primary" disabled={save.isPending}>
              Save the next version
            </button>
          </div>
        </form>
      </Card>
      <TryOut list={fromLines(lines)} />
    </>
  )
}

/** What the words as they stand here would do to a text. */
function TryOut({ list }: { list: SiteList }) {
  const [text, setText] = useState('')
  const tried = useMutation({
    mutationFn: async (said: string) => ({ said, ...(await client.trySiteList({ body: { ...list, text: said } })) }),
  })
  const { data } = tried
  return (
    <Card title="Try it out">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          tried.mutate(text)
        }}
      >
        <label className="field">
          <span>A text</span>
          <textarea
            rows={3}
            required
            maxLength={20_000}
            value={text}
            placeholder="Dana saw me at Harbour House."
            onChange={({ target }) => setText(target.value)}
          />
          <small>It is not kept. Only this list is tried; detectors find more.</small>
        </label>
        <ErrorNote error={tried.error} />
        <div className="actions">
          <button type="submit" className="button" disabled={tried.isPending}>
            Try it
          </button>
        </div>
      </form>
      {data && (
        <div role="status" className="tried">
          <p>
            {plural(data.findings.filter(({ kind }) => kind !== 'kept').length, 'place')} hidden,{' '}
            {data.findings.filter(({ kind }) => kind === 'kept').length} kept.
            {data.canaries > 0 && (
              <strong className="bad"> A canary is in it: a conversation like this is withheld.</strong>
            )}
          </p>
          <Transcript
            conversation={{ turns: [{ index: 0, role: 'other', text: data.said }], findings: data.findings }}
          />
        </div>
      )}
    </Card>
  )
}
