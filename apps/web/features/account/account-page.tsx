import { Page } from '../../ui/parts.tsx'
import { useSession } from '../../session/use-session.ts'
import { ApiTokens } from './api-tokens.tsx'
import { ChangePassword } from './change-password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Quotas } from './quotas.tsx'
import { Sessions } from './sessions.tsx'
import { Settings } from './settings.tsx'

/** `/account`: where one is signed in, and one’s password. */
export function AccountPage() {
  const state = useSession()
  if (state.kind !== 'signed_in') return null
  const isLocal = state.user.email.endsWith('@techdeck.localhost')
  return (
    <Page title="Account" lead={`${state.user.email}, ${state.user.role}`}>
      <Sessions />
      <ApiTokens />
      <Quotas />
      <Settings />
      {!isLocal && <SecondFactor />}
      {!isLocal && <ChangePassword />}
    </Page>
  )
}
