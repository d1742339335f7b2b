import { useMay } from '../../session/use-session.ts'
import { Empty, Page, Tabs } from '../../ui/parts.tsx'
import { Health } from './health.tsx'
import { Keys } from './keys.tsx'
import { Maintenance } from './maintenance.tsx'
import { Parked } from './parked.tsx'
import { Queues } from './queues.tsx'
import { Retention } from './retention.tsx'
import { SigningKey } from './signing-key.tsx'
import { Stored } from './stored.tsx'
import { Workers } from './workers.tsx'

const VIEWS = [
  ['health', 'Health'],
  ['work', 'Workers and queues'],
  ['keys', 'Keys and retention'],
] as const

/** `/system/:view?`: whether all is well, who works on what, the keys, and what is due to be deleted; for whoever operates it. */
export function SystemPage({ view }: { view: string }) {
  const [managesKeys, mayPurge, managesQueues, manages] = [
    useMay('keys:manage'),
    useMay('dataset:purge'),
    useMay('queues:manage'),
    useMay('system:manage'),
  ]
  if (!managesKeys && !mayPurge && !managesQueues && !manages)
    return (
      <Page title="System">
        <Empty title="Only administrators look after the system." />
      </Page>
    )
  return (
    <Page title="System" lead="Whether all is well, who works on what, what guards the data, and what is due.">
      <Tabs label="Views of the system" base="/system" views={VIEWS} view={view} />
      {view === 'work' ? (
        <>
          {managesQueues && <Queues />}
          {managesQueues && <Workers />}
          <Parked />
        </>
      ) : view === 'keys' ? (
        <>
          {managesKeys && <Keys />}
          {mayPurge && <Retention />}
          <SigningKey />
        </>
      ) : (
        <>
          <Health />
          {manages && <Maintenance />}
          {manages && <Stored />}
        </>
      )}
    </Page>
  )
}
