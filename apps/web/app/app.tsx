import { useEffect, useState } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { DevicePage } from '../features/account/device-page.tsx'
import { AccountPage } from '../features/account/account-page.tsx'
import { DatasetPage } from '../features/datasets/dataset-page.tsx'
import { DatasetsPage } from '../features/datasets/datasets-page.tsx'
import { RunPage } from '../features/runs/run-page.tsx'
import { RunsPage } from '../features/runs/runs-page.tsx'
import { InvitePage } from '../features/sign-in/invite-page.tsx'
import { LinkPage } from '../features/sign-in/link-page.tsx'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { UsersPage } from '../features/users/users-page.tsx'
import { forgetUploads } from '../features/datasets/uploads.ts'
import { attend } from '../session/attend.ts'
import { useSession } from '../session/use-session.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Empty, Loading, Page } from '../ui/parts.tsx'
import { queries, session } from './api.ts'
import { Shell } from './shell.tsx'

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
      forgetUploads({ stop: session.state.kind === 'signed_out' && session.state.reason === 'asked' })
    }
  }, [isSignedIn])

  return (
    <Switch>
      <Route path="/invite" component={InvitePage} />
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
  )
}

function Pages() {
  useFocusOnPage()
  return (
    <Switch>
      <Route path="/" component={DatasetsPage} />
      <Route path="/datasets/:id">{({ id }) => <DatasetPage key={id} id={id} />}</Route>
      <Route path="/runs" component={RunsPage} />
      <Route path="/runs/:id/:view?">{({ id, view }) => <RunPage key={id} id={id} view={view ?? 'stages'} />}</Route>
      <Route path="/account" component={AccountPage} />
      <Route path="/users" component={UsersPage} />
      <Route path="/device" component={DevicePage} />
      <Route>
        <Page title="Not found">
          <Empty title="There is no such page.">
            <a href="/">To the data sets</a>
          </Empty>
        </Page>
      </Route>
    </Switch>
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
