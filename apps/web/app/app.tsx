import { Suspense, useEffect, useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { forgetUploads } from '../features/datasets/uploads.ts'
import { removeStored } from '../features/runs/stored-parts.ts'
import { attend } from '../session/attend.ts'
import { useSession } from '../session/use-session.ts'
import { Boundary } from '../ui/boundary.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Empty, Loading, Page } from '../ui/parts.tsx'
import { queries, session } from './api.ts'
import { lazily } from './lazily.ts'
import { Shell } from './shell.tsx'

const LinkPage = lazily(async () => (await import('../features/sign-in/link-page.tsx')).LinkPage)
const InvitePage = lazily(async () => (await import('../features/sign-in/invite-page.tsx')).InvitePage)
const HomePage = lazily(async () => (await import('../features/home/home-page.tsx')).HomePage)
const DatasetsPage = lazily(async () => (await import('../features/datasets/datasets-page.tsx')).DatasetsPage)
const DatasetPage = lazily(async () => (await import('../features/datasets/dataset-page.tsx')).DatasetPage)
const ReviewPage = lazily(async () => (await import('../features/review/review-page.tsx')).ReviewPage)
const RowPage = lazily(async () => (await import('../features/left-out/row-page.tsx')).RowPage)
const WithheldPage = lazily(async () => (await import('../features/left-out/withheld-page.tsx')).WithheldPage)
const RunsPage = lazily(async () => (await import('../features/runs/runs-page.tsx')).RunsPage)
const ConversationPage = lazily(
  async () => (await import('../features/conversations/conversation-page.tsx')).ConversationPage,
)
const PlanPage = lazily(async () => (await import('../features/plans/plan-page.tsx')).PlanPage)
const RunPage = lazily(async () => (await import('../features/runs/run-page.tsx')).RunPage)
const AccountPage = lazily(async () => (await import('../features/account/account-page.tsx')).AccountPage)
const DevicePage = lazily(async () => (await import('../features/account/device-page.tsx')).DevicePage)
const TeamsPage = lazily(async () => (await import('../features/teams/teams-page.tsx')).TeamsPage)
const EmergenciesPage = lazily(
  async () => (await import('../features/emergencies/emergencies-page.tsx')).EmergenciesPage,
)
const SiteListsPage = lazily(async () => (await import('../features/site-lists/site-lists-page.tsx')).SiteListsPage)
const SiteListPage = lazily(async () => (await import('../features/site-lists/site-list-page.tsx')).SiteListPage)
const SystemPage = lazily(async () => (await import('../features/system/system-page.tsx')).SystemPage)
const AuditPage = lazily(async () => (await import('../features/audit/audit-page.tsx')).AuditPage)
const UserPage = lazily(async () => (await import('../features/users/user-page.tsx')).UserPage)
const UsersPage = lazily(async () => (await import('../features/users/users-page.tsx')).UsersPage)

/** Who is there decides what is shown: links and sign-in to everybody, all else to who is signed in. */
export function App() {
  const state = useSession()
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    const stop = attend(session, setSecondsLeft)
    session.resume().catch(setProblem)
    return stop
  }, [])
  const tryAgain = () => {
    setProblem(null)
    session.resume().catch(setProblem)
  }
  const isSignedIn = state.kind === 'signed_in'
  useEffect(() => {
    if (!isSignedIn) return undefined
    // Nothing of what was shown stays behind.
    return () => {
      queries.clear()
      void removeStored({ all: true })
      forgetUploads({ stop: session.state.kind === 'signed_out' && session.state.reason === 'asked' })
    }
  }, [isSignedIn])

  return (
    <Boundary>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/invite">
            <InvitePage />
          </Route>
          <Route path="/sign-in">
            <LinkPage />
          </Route>
          <Route>
            {state.kind === 'signed_in' ? (
              <Shell user={state.user} secondsLeft={secondsLeft}>
                <Pages />
              </Shell>
            ) : state.kind === 'signed_out' ? (
              <SignInPage reason={state.reason} />
            ) : (
              <main className="alone">{problem ? <ErrorNote error={problem} onRetry={tryAgain} /> : <Loading />}</main>
            )}
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  )
}

function Pages() {
  useFocusOnPage()
  const [location] = useLocation()
  return (
    <Boundary key={location.split('/', 2).join('/')}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/" component={HomePage} />
          <Route path="/datasets" component={DatasetsPage} />
          <Route path="/datasets/:id/review/:conversation">
            {({ id, conversation }) => <ReviewPage key={id} id={id} conversation={conversation} />}
          </Route>
          <Route path="/datasets/:id/left-out/:row">{({ id, row }) => <RowPage key={row} id={id} row={row} />}</Route>
          <Route path="/datasets/:id/:view?">
            {({ id, view }) => <DatasetPage key={id} id={id} view={view ?? 'data'} />}
          </Route>
          <Route path="/runs" component={RunsPage} />
          <Route path="/runs/:id/withheld/:conversation">
            {({ id, conversation }) => <WithheldPage key={conversation} id={id} conversation={conversation} />}
          </Route>
          <Route path="/runs/:id/plan">{({ id }) => <PlanPage key={id} id={id} />}</Route>
          <Route path="/runs/:id/conversations/:conversation">
            {({ id, conversation }) => <ConversationPage key={conversation} id={id} conversation={conversation} />}
          </Route>
          <Route path="/runs/:id/:view?">
            {({ id, view }) => <RunPage key={id} id={id} view={view ?? 'stages'} />}
          </Route>
          <Route path="/site-lists" component={SiteListsPage} />
          <Route path="/site-lists/:name">{({ name }) => <SiteListPage key={name} name={name} />}</Route>
          <Route path="/account" component={AccountPage} />
          <Route path="/teams" component={TeamsPage} />
          <Route path="/emergencies" component={EmergenciesPage} />
          <Route path="/audit" component={AuditPage} />
          <Route path="/users" component={UsersPage} />
          <Route path="/users/:id">{({ id }) => <UserPage key={id} id={id} />}</Route>
          <Route path="/system/:view?">{({ view }) => <SystemPage view={view ?? 'health'} />}</Route>
          <Route path="/device" component={DevicePage} />
          <Route>
            <Page title="Not found">
              <Empty title="There is no such page.">
                <Link href="/">Home</Link>
              </Empty>
            </Page>
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  )
}

/** Who reads with a screen reader begins anew with each page. */
function useFocusOnPage(): void {
  const [location] = useLocation()
  const [first] = useState(location)
  useEffect(() => {
    if (location === first) return
    scrollTo(0, 0)
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [location, first])
}
