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
import { Webhooks } from '../webhooks/webhooks.tsx'
import { Workers } from './workers.tsx'

const VIEWS = [
  ['health', 'Health'],
  ['work', 'Workers and queues'],
  ['keys', 'Keys and retention'],
  ['webhooks', 'Webhooks'],
] as const

/** `/system/:view?`: whether all is well, who works on what, the keys, and what is due to be deleted; for whoever operates it. */
export function SystemPage({ view }: { view: string }) {
  const [managesKeys, mayPurge, managesQueues, manages, managesWebhooks] = [
    useMay('keys:manage'),
    useMay('dataset:purge'),
    useMay('queues:manage'),
    useMay('system:manage'),
    useMay('webhooks:manage'),
  ]
  if (!managesKeys && !mayPurge && !managesQueues && !manages && !managesWebhooks)
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
      ) : view === 'webhooks' ? (
        managesWebhooks && <Webhooks />
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
