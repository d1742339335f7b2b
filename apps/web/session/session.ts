import { ApiError, type Client } from '@techdeck/client'
import { ROLE_PERMISSIONS, type Permission, type SignedInView, type UserView } from '@techdeck/contracts'

/** Why nobody is signed in: at first, by their own wish, since the server ended it, or since nobody was there. */
export type SignedOutReason = 'new' | 'asked' | 'ended' | 'idle'
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed_out'; readonly reason: SignedOutReason }
  | { readonly kind: 'signed_in'; readonly user: UserView; readonly idleMs: number }

/** What a session needs of the browser; the platform's own things in the page, plain objects in tests. */
export interface SessionWorld {
  /** Calls that need no token. Their cookie holds the refresh token, which no script can read. */
  client: Pick<Client, 'login' | 'refresh' | 'signInByLink'>
  /** Calls as whoever is signed in, for what a session asks about itself. */
  own: () => Pick<Client, 'logout' | 'listSessions'>
  /** Runs `work` while no other page of this browser runs its own: the cookie is good for one refresh. */
  alone: <T>(work: () => Promise<T>) => Promise<T>
  /** Remembers that there is a session to take up, over reloads and for other pages; no secret. */
  memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  now: () => number
}

const REMEMBERED = 'techdeck.signed-in'
const WEB = { 'x-techdeck-client': 'web' }
/** A token is renewed this long before it expires. */
const EARLY_MS = 20_000
/** Until the server says how long a session may be idle. */
const USUAL_IDLE_MS = 15 * 60_000

/**
 * Who is signed in. The access token lives in memory and nowhere else; a page that is opened or reloaded asks for another
 * by the cookie. The server hears of activity when the token is refreshed, by what {@link noteActivity} was told.
 */
export class Session {
  readonly #world: SessionWorld
  readonly #listeners = new Set<() => void>()
  #state: SessionState = { kind: 'unknown' }
  #token: { text: string; expiresAt: number } | null = null
  #refreshing: Promise<string | undefined> | null = null
  #activeAt: number
  #refreshedAt = 0

  constructor(world: SessionWorld) {
    this.#world = world
    this.#activeAt = world.now()
  }

  get state(): SessionState {
    return this.#state
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  may(permission: Permission): boolean {
    return this.#state.kind === 'signed_in' && ROLE_PERMISSIONS[this.#state.user.role].includes(permission)
  }

  /** Takes up the session of the cookie, where there is one. @throws ConnectionError when the service does not answer */
  async resume(): Promise<void> {
    if (this.#world.memory.getItem(REMEMBERED) === null) return this.#set({ kind: 'signed_out', reason: 'new' })
    await this.#refresh()
  }

  /** @throws ApiError for a wrong password, or where a code of a second factor is needed or wrong; so below. */
  async signIn(email: string, password: string, totp?: string): Promise<void> {
    const code = totp === undefined ? {} : { totp }
    await this.#begin(await this.#world.client.login({ body: { email, password, client: 'web', ...code } }))
  }

  async signInByLink(token: string): Promise<void> {
    await this.#begin(await this.#world.client.signInByLink({ body: { token } }))
  }

  /** Ends the session everywhere it is known. Where the service does not answer, here alone. */
  async signOut(reason: SignedOutReason = 'asked'): Promise<void> {
    try {
      if (this.#state.kind === 'signed_in') await this.#world.own().logout()
    } catch {
      // It has ended before, or ends when it has been idle.
    }
    this.forget(reason)
  }

  /** Goes by what was done elsewhere: another page signed out, or a link ended the session. */
  forget(reason: SignedOutReason): void {
    this.#token = null
    this.#world.memory.removeItem(REMEMBERED)
    this.#set({ kind: 'signed_out', reason })
  }

  /** A token for a request: the one there is, or another where it is about to expire or the server refused it. */
  getToken = async ({ renew }: { renew: boolean }): Promise<string | undefined> => {
    if (this.#state.kind === 'unknown') await this.resume()
    if (this.#state.kind === 'signed_out') return undefined
    if (!renew && this.#token && this.#token.expiresAt - this.#world.now() > EARLY_MS) return this.#token.text
    return this.#refresh()
  }

  /** When somebody last did something, in this page or another. */
  get activeAt(): number {
    return this.#activeAt
  }

  noteActivity(at: number): void {
    this.#activeAt = Math.max(this.#activeAt, at)
  }

  /** How long until the next refresh is due, so that the server hears of activity in good time. */
  get refreshInMs(): number {
    if (this.#state.kind !== 'signed_in' || !this.#token) return Infinity
    const dueAt = Math.min(this.#token.expiresAt - 2 * EARLY_MS, this.#refreshedAt + this.#state.idleMs / 3)
    return Math.max(1000, dueAt - this.#world.now())
  }

  /** Renews the token and says whether somebody was active since the last time. */
  renew(): Promise<string | undefined> {
    return this.#refresh()
  }

  #refresh(): Promise<string | undefined> {
    return (this.#refreshing ??= this.#world.alone(() => this.#refreshOnce()).finally(() => (this.#refreshing = null)))
  }

  async #refreshOnce(): Promise<string | undefined> {
    const active = this.#activeAt > this.#refreshedAt
    try {
      const view = await this.#world.client.refresh({ body: { active }, headers: WEB })
      await this.#begin(view)
      return view.access_token
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error
      this.forget(this.#state.kind === 'unknown' ? 'new' : 'ended')
      return undefined
    }
  }

  async #begin(view: SignedInView): Promise<void> {
    const now = this.#world.now()
    const known = this.#state.kind === 'signed_in' && this.#state.user.id === view.user.id ? this.#state : null
    this.#token = { text: view.access_token, expiresAt: now + view.expires_in * 1000 }
    this.#refreshedAt = now
    this.#world.memory.setItem(REMEMBERED, '1')
    this.#set({ kind: 'signed_in', user: view.user, idleMs: known?.idleMs ?? USUAL_IDLE_MS })
    if (!known) void this.#learnIdleTime()
  }

  /** How long a session may be idle is the server's setting. */
  async #learnIdleTime(): Promise<void> {
    const sessions = await this.#world
      .own()
      .listSessions()
      .catch(() => [])
    const current = sessions.find((session) => session.current)
    if (!current || this.#state.kind !== 'signed_in') return
    this.#set({ ...this.#state, idleMs: Date.parse(current.idle_at) - Date.parse(current.last_active_at) })
  }

  #set(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
