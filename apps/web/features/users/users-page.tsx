import { useState } from 'react'
import type { LinkView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { Invite } from './invite.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { UserRow } from './user-row.tsx'

/** `/users`: who may use TechDeck, for those who manage users. */
export function UsersPage() {
  const may = useMay('users:manage')
  const [link, setLink] = useState<{ email: string; link: LinkView } | null>(null)
  const { list, entries: users } = usePages({
    queryKey: ['users'],
    page: (query, signal) => client.listUsers({ query, signal }),
    enabled: may,
  })
  if (!may)
    return (
      <Page title="Users">
        <Empty title="Only administrators manage users." />
      </Page>
    )
  return (
    <Page title="Users" lead="Who may use TechDeck. Changes hold everywhere within a second.">
      <Invite onInvited={(email, made) => setLink({ email, link: made })} />
      {link && <OneTimeLink key={link.link.url} {...link} onClose={() => setLink(null)} />}
      <Card title="Everybody">
        {list.isPending && <Loading />}
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        <ul className="rows">
          {users.map((user) => (
            <UserRow key={user.id} user={user} onLink={(made) => setLink({ email: user.email, link: made })} />
          ))}
        </ul>
        <ShowMore list={list} />
      </Card>
    </Page>
  )
}
