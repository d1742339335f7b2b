import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useRoute } from 'wouter'
import type { UserView } from '@techdeck/contracts'
import { client, session } from './api.ts'
import { UploadTray } from '../features/datasets/upload-tray.tsx'
import { MaintenanceNotice } from '../features/system/maintenance-notice.tsx'
import { useMay } from '../session/use-session.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { intoView } from '../ui/parts.tsx'

/** The frame of every page of who is signed in. */
export function Shell({
  user,
  secondsLeft,
  children,
}: {
  user: UserView
  secondsLeft: number | null
  children: ReactNode
}) {
  const managesUsers = useMay('users:manage')
  const keepsLists = useMay('site_lists:write')
  const managesQueues = useMay('queues:manage')
  const managesKeys = useMay('keys:manage')
  const searchesLog = useMay('audit:search')
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="top">
        <div className="top-inner">
          <Link href="/" className="wordmark" aria-label="TechDeck, home">
            <Mark /> TechDeck
          </Link>
          <nav aria-label="Main" className="nav">
            <NavLink href="/">Home</NavLink>
            <NavLink href="/datasets" also="/datasets/*?">
              Data sets
            </NavLink>
            <NavLink href="/runs" also="/runs/*?">
              Runs
            </NavLink>
            {keepsLists && (
              <NavLink href="/site-lists" also="/site-lists/*?">
                Site lists
              </NavLink>
            )}
            {managesUsers && (
              <NavLink href="/users" also="/users/*?">
                Users
              </NavLink>
            )}
            {managesKeys && (
              <NavLink href="/system" also="/system/*?">
                System
              </NavLink>
            )}
            {managesQueues && <QueuesLink />}
          </nav>
          <button type="button" className="menu-button" popoverTarget="account-menu">
            <span className="avatar" aria-hidden="true">
              {user.email.slice(0, 1).toUpperCase()}
            </span>
            <span className="menu-name">{nameOf(user)}</span>
          </button>
          <div id="account-menu" popover="auto" className="menu">
            <p className="small muted">
              {user.email}
              <br />
              {user.role}
            </p>
            <Link href="/account" onClick={closeMenu}>
              Account and sessions
            </Link>
            <Link href="/teams" onClick={closeMenu}>
              Workspaces and teams
            </Link>
            <Link href="/emergencies" onClick={closeMenu}>
              Emergencies
            </Link>
            {searchesLog && (
              <Link href="/audit" onClick={closeMenu}>
                Audit log
              </Link>
            )}
            <button type="button" onClick={() => void session.signOut()}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      {secondsLeft !== null && (
        <div className="idle" role="alert">
          Nobody seems to be here. You are signed out <span aria-hidden="true">in {secondsLeft} s</span>
          <span className="hidden">in a minute</span>, unless you move or press something.
        </div>
      )}
      <MaintenanceNotice />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <UploadTray />
      <footer className="foot">
        TechDeck’s detectors are rules and learnt models, and both miss things: have a person read a sample before data
        leave your hands.
      </footer>
    </>
  )
}

function NavLink({ href, also, children }: { href: string; also?: string; children: string }) {
  const [isHere] = useRoute(href)
  const [isBelow] = useRoute(also ?? href)
  return (
    <Link
      href={href}
      className="nav-link"
      aria-current={isHere ? 'page' : isBelow ? 'true' : undefined}
      ref={isHere || isBelow ? intoView : null}
    >
      {children}
    </Link>
  )
}

/** The board of the queues is a page of its own, which takes a pass in a cookie. */
function QueuesLink() {
  const open = useMutation({ mutationFn: () => client.openQueues(), onSuccess: ({ url }) => location.assign(url) })
  return (
    <>
      <button type="button" className="nav-link" disabled={open.isPending} onClick={() => open.mutate()}>
        Queues
      </button>
      <ErrorNote error={open.error} />
    </>
  )
}

/** The local administrator of a stack on one’s own machine has no name of their own. */
const nameOf = ({ email }: UserView): string => (email.endsWith('@techdeck.localhost') ? 'Local admin' : email)

const closeMenu = (): void => document.getElementById('account-menu')?.hidePopover()

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" />
    <path d="M7 10.5h18M7 16h12M7 21.5h15" />
    <circle cx="24.5" cy="16" r="2" />
  </svg>
)
