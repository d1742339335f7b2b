import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { formatAgo } from '../../format.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'

/** `/site-lists`: lists of a site’s own words, for stewards. */
export function SiteListsPage() {
  const may = useMay('site_lists:write')
  const lists = useQuery({
    queryKey: ['site-lists'],
    queryFn: ({ signal }) => client.listSiteLists({ query: { limit: 200 }, signal }),
    enabled: may,
  })
  if (!may)
    return (
      <Page title="Site lists">
        <Empty title="Only moderators and administrators keep lists of words." />
      </Page>
    )
  return (
    <Page
      title="Site lists"
      lead="Detectors do not know who works with you. Say whom and what to hide wherever it is said, and which words are nobody’s name here."
    >
      <NewList />
      {lists.isPending ? (
        <Loading what="Loading lists" />
      ) : lists.isError ? (
        <ErrorNote error={lists.error} onRetry={() => void lists.refetch()} />
      ) : lists.data.length === 0 ? (
        <Empty title="No lists yet">Make one above; a run takes it by its name.</Empty>
      ) : (
        <Card title="All lists">
          <ul className="rows">
            {lists.data.map(({ name, version, hide, keep, canaries, created_at: created }) => (
              <li key={name}>
                <Link href={`/site-lists/${name}`} className="row">
                  <span className="row-main">
                    <span className="row-title cut">{name}</span>
                    <span className="muted small">
                      {`${hide} to hide · ${keep} to keep · ${plural(canaries, 'canary', 'canaries')}`}
                    </span>
                  </span>
                  <span className="muted small">
                    version {version}, {formatAgo(created)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  )
}

function NewList() {
  const [, go] = useLocation()
  const [name, setName] = useState('')
  return (
    <Card title="A new list">
      <form
        className="form form-line"
        onSubmit={(event) => {
          event.preventDefault()
          go(`/site-lists/${name}`)
        }}
      >
        <label className="field field-wide">
          <span>Name</span>
          <input
            value={name}
            required
            pattern="[a-z][a-z0-9\-]{1,39}"
            title="2 to 40 small letters, digits and hyphens; a letter first"
            autoComplete="off"
            placeholder="staff"
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <button type="submit" className="button button-primary">
          Write it
        </button>
      </form>
    </Card>
  )
}
