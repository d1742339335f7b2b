import type { Session, SignedOutReason } from './session.ts'

/** What pages of one browser tell each other. */
type Message = { active: number } | { signedOut: SignedOutReason } | { signedIn: true }

/** Before a session is ended for nobody being there, whoever is there after all is asked for as long as this. */
export const WARN_MS = 60_000
const LOOK_EVERY_MS = 1000
const TELL_EVERY_MS = 5000
const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const

/**
 * Watches over a session while its page is open: notes what people do, refreshes in time, ends the session when nobody
 * was there in any page of the browser, and goes by what the other pages do. `onWarn` is told how many seconds are left,
 * and `null` when somebody is back.
 */
export function attend(session: Session, onWarn: (secondsLeft: number | null) => void): () => void {
  const channel = new BroadcastChannel('techdeck')
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of its own origin alone
  const tell = (message: Message) => channel.postMessage(message)
  let toldAt = 0
  let warned = false
  let wasSignedIn = false

  const act = () => {
    const now = Date.now()
    session.noteActivity(now)
    if (now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    tell({ active: now })
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('active' in data) session.noteActivity(data.active)
    else if ('signedIn' in data) {
      if (session.state.kind === 'signed_out') void session.resume().catch(() => {})
    } else if (session.state.kind === 'signed_in') session.forget(data.signedOut)
  })
  const unsubscribe = session.subscribe(() => {
    const { state } = session
    const isSignedIn = state.kind === 'signed_in'
    if (isSignedIn && !wasSignedIn) tell({ signedIn: true })
    if (wasSignedIn && state.kind === 'signed_out') tell({ signedOut: state.reason })
    wasSignedIn = isSignedIn
  })

  const look = () => {
    const { state } = session
    if (state.kind !== 'signed_in') return warn(null)
    const leftMs = session.activeAt + state.idleMs - Date.now()
    if (leftMs <= 0) return void session.signOut('idle')
    warn(leftMs <= Math.min(WARN_MS, state.idleMs / 2) ? Math.ceil(leftMs / 1000) : null)
    if (session.refreshInMs <= LOOK_EVERY_MS) void session.renew().catch(() => {})
  }
  const warn = (seconds: number | null) => {
    if (seconds === null && !warned) return
    warned = seconds !== null
    onWarn(seconds)
  }

  for (const kind of ACTIVITY) addEventListener(kind, act, { passive: true })
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => {
    for (const kind of ACTIVITY) removeEventListener(kind, act)
    clearInterval(timer)
    unsubscribe()
    channel.close()
  }
}
