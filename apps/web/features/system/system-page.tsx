import { useMay } from '../../session/use-session.ts'
import { Empty, Page } from '../../ui/parts.tsx'
import { Health } from './health.tsx'
import { Keys } from './keys.tsx'
import { Retention } from './retention.tsx'
import { SigningKey } from './signing-key.tsx'

/** `/system`: whether all is well, the keys, and what is due to be deleted; for whoever operates it. */
export function SystemPage() {
  const [managesKeys, mayPurge] = [useMay('keys:manage'), useMay('dataset:purge')]
  if (!managesKeys && !mayPurge)
    return (
      <Page title="System">
        <Empty title="Only administrators look after the system." />
      </Page>
    )
  return (
    <Page title="System" lead="Whether all is well, what guards the data, and what is due to be deleted.">
      <Health />
      {managesKeys && <Keys />}
      {mayPurge && <Retention />}
      <SigningKey />
    </Page>
  )
}
