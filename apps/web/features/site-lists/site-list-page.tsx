import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { SiteList } from '@techdeck/contracts'
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
  const [search, setSearch] = useSearchParams()
  const lists = useQuery({
    queryKey: ['site-lists'],
    queryFn: ({ signal }) => client.listSiteLists({ query: { limit: 200 }, signal }),
  })
  const newest = lists.data?.find((list) => list.name === name)
  const version = Number(search.get('version') ?? newest?.version ?? 0)
  const list = useQuery({
    queryKey: ['site-list', name, version],
    queryFn: ({ signal }) => client.getSiteList({ params: { name }, query: { version }, signal }),
    enabled: newest !== undefined,
  })
  const isNew = lists.isSuccess && newest === undefined
  return (
    <Page
      title={name}
      above={<Link href="/site-lists">Site lists</Link>}
      lead={
        list.data
          ? `Version ${version} of ${newest?.version ?? version}, ${formatTime(list.data.created_at)}`
          : isNew && 'A new list'
      }
      actions={
        newest &&
        newest.version > 1 && (
          <select
            aria-label="Version"
            value={version}
            onChange={({ target }) =>
              setSearch(target.value === String(newest.version) ? {} : { version: target.value })
            }
          >
            {Array.from({ length: newest.version }, (_, index) => newest.version - index).map((each) => (
              <option key={each} value={each}>
                Version {each}
              </option>
            ))}
          </select>
        )
      }
    >
      {lists.isError || list.isError ? (
        <ErrorNote error={lists.error ?? list.error} onRetry={() => void (lists.isError ? lists : list).refetch()} />
      ) : isNew ? (
        <Editor name={name} before={NO_LINES} version={0} />
      ) : list.data ? (
        <Editor
          key={version}
          name={name}
          before={toLines(list.data.content)}
          version={newest?.version ?? version}
          onSaved={() => setSearch({})}
        />
      ) : (
        <Loading what="Reading the list" />
      )}
    </Page>
  )
}

function Editor({
  name,
  before,
  version,
  onSaved = () => {},
}: {
  name: string
  before: Lines
  version: number
  onSaved?: () => void
}) {
  const [lines, setLines] = useState(before)
  const save = useMutation({
    mutationFn: () => client.saveSiteList({ body: { name, ...fromLines(lines) } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['site-lists'] })
      onSaved()
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
              {save.data.version === version
                ? `These words are version ${version} already.`
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
