import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { AuditLogView } from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { formatTime } from '../../format.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { Copies } from './copies.tsx'
import { Proof } from './proof.tsx'
import { checkLog, type Verdict } from './known-log.ts'
import { askConsistency } from './ask-consistency.ts'
import { VerdictNote } from './verdict-note.tsx'

/** `/audit`: who did what with which thing, for those who may search it, and what this browser itself found of the log. */
export function AuditPage() {
  const may = useMay('audit:search')
  const [wanted, setWanted] = useState<Wanted>({})
  const { list, entries } = usePages({
    queryKey: ['audit', wanted],
    page: (query, signal) => client.searchAudit({ query: { ...query, ...wanted }, signal }),
    enabled: may,
  })
  if (!may)
    return (
      <Page title="Audit log">
        <Empty title="Only moderators and administrators look into the audit log." />
      </Page>
    )
  return (
    <Page title="Audit log" lead="Who did what with which thing. Looking here is in it, too.">
      <Log />
      <Copies />
      <Card title="Entries">
        <Search onSearch={setWanted} />
        {list.isPending && <Loading />}
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        {list.data && entries.length === 0 && <Empty title="Nothing of that kind is in the log." />}
        <ul className="rows">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
        <ShowMore list={list} />
      </Card>
    </Page>
  )
}

/** What the log shows of itself, checked each time that the page is opened. */
function Log() {
  const checked = useQuery({
    queryKey: ['audit-log'],
    queryFn: async ({ signal }) =>
      checkLog(await client.getAuditCheckpoint({ signal }), askConsistency(signal), localStorage),
  })
  return (
    <Card title="Is it as it was?">
      {checked.isPending && <Loading what="Checking" />}
      <ErrorNote error={checked.error} onRetry={() => void checked.refetch()} />
      {checked.data && (
        <VerdictNote verdict={checked.data}>{checked.data.kind === 'holds' && <Holds {...checked.data} />}</VerdictNote>
      )}
      <p className="small muted">
        This browser checks the signature and the proofs itself. That each single entry is as it was sealed,{' '}
        <code>./techdeck audit verify</code> checks.
      </p>
    </Card>
  )
}

const Holds = ({ log, size, seen }: Verdict & { kind: 'holds' }) => (
  <>
    {formatCount(size)} entries, signed by <code>{log}</code>.{' '}
    {seen === null
      ? 'This browser looks for the first time, and believes this key from now on.'
      : `They begin with the ${formatCount(seen)} that this browser saw before.`}
  </>
)

type Wanted = { [by in 'operation' | 'user_id' | 'data_id' | 'execution_id']?: string }
const FIELDS: readonly (readonly [keyof Wanted, string, number])[] = [
  ['operation', 'What was done', 64],
  ['user_id', 'By whom (id)', 64],
  ['data_id', 'With which thing (id)', 256],
  ['execution_id', 'In which run (id)', 64],
]

function Search({ onSearch }: { onSearch: (wanted: Wanted) => void }) {
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    const values = FIELDS.map(([name]) => [name, said.get(name)] as const)
    const given = values.flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [],
    )
    onSearch(Object.fromEntries(given) as Wanted)
  }
  return (
    <form className="form form-line" onSubmit={search}>
      {FIELDS.map(([name, label, maxLength]) => (
        <label className="field" key={name}>
          <span>{label}</span>
          <input name={name} maxLength={maxLength} />
        </label>
      ))}
      <button type="submit" className="button">
        Search
      </button>
    </form>
  )
}

function Entry({ entry }: { entry: AuditLogView }) {
  const { index, user_id, operation, purpose, data_type, data_id, ip_address, timestamp } = entry
  const [isAsked, setIsAsked] = useState(false)
  return (
    <li className="row">
      <span className="row-main">
        <span className="row-title">
          {operation}, {data_type} {data_id}
        </span>
        <span>{purpose}</span>
        <span className="muted small">
          {user_id ?? 'nobody signed in'}, {formatTime(timestamp)}
          {ip_address !== null && `, from ${ip_address}`}
        </span>
        {isAsked && index !== null && <Proof index={index} />}
      </span>
      {index === null ? (
        <span className="muted small">Waits to be sealed</span>
      ) : (
        !isAsked && (
          <button
            type="button"
            className="button button-small"
            aria-label={`Prove entry ${index}`}
            onClick={() => setIsAsked(true)}
          >
            Prove
          </button>
        )
      )}
    </li>
  )
}
