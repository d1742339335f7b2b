import {
  isLiveSession,
  type ApiToken,
  type Session,
  type ShareRole,
  type UserRole,
  type WorkspaceRole,
} from '@techdeck/contracts'
import { AppError, type Clock, type Logger } from '@techdeck/core'
import type { ApiDeps } from './deps.ts'
import { bearerOf, type Principal } from './principal.ts'
import { refused } from './refused.ts'
import { hashToken } from './routes/auth/one-time.ts'

/** How old what this process knows of a caller may be when no message reached it. */
const KNOWN_FOR_MS = 1000
/** Looks at who holds something open, after which whose the data are is read, too. */
const LOOKS_WITHOUT_READING = 8
/** How often activity is written down. */
const TOUCH_EVERY_MS = 60_000
const MOST_KNOWN = 10_000

interface CallersDeps extends Pick<
  ApiDeps,
  | 'users'
  | 'sessions'
  | 'apiTokens'
  | 'workspaces'
  | 'teams'
  | 'shares'
  | 'emergencies'
  | 'accessCache'
  | 'accessChanges'
> {
  clock: Clock
  logger: Logger
}

/** What the store said of a user and, where the token has one, of the session. */
interface Known {
  user: { workspaceId: string; role: UserRole; isActive: boolean } | null
  session: Pick<Session, 'client' | 'lastActiveAt' | 'idleMs' | 'expiresAt'> | null
  token: Pick<ApiToken, 'id' | 'kind' | 'scopes' | 'expiresAt'> | null
  workspaces: [id: string, role: WorkspaceRole][]
  shared: [datasetId: string, roles: ShareRole[]][]
  /** Milliseconds of the epoch. */
  emergencies: { id: string; datasetId: string; until: number }[]
}
/** Whose request it is, and by which session or API token; by neither for tokens of the local stack. */
export interface Bearer {
  userId: string
  sessionId: string | null
  tokenId?: string | null | undefined
}
interface Admitted {
  principal: Principal
  session: Known['session']
}

/** Who calls. The store is the truth; Redis and, for a second, this process remember it. */
export interface Callers {
  /**
   * Who a token belongs to. Anything a terminal does over its session counts as activity; of a browser only what it says
   * when it refreshes.
   *
   * @throws {@link AuthenticationError} when the user is not active or the session or API token has ended, at most a
   * second after
   */
  principal(bearer: Bearer): Promise<Principal>
  /** The same for an API token as it was sent. */
  ofApiToken(text: string): Promise<Principal>
  /** Changes a user's role, state or sessions; when it returns, no instance goes by what was before for over a second. */
  change<T>(userId: string, work: () => Promise<T>): Promise<T>
  /** The same for several, such as the members of a team. */
  changeAll<T>(userIds: readonly string[], work: () => Promise<T>): Promise<T>
  /**
   * Looks again and again at the caller of something that stays open, which counts as activity as a request does. The
   * signal aborts when `mayStay` throws, or they may not call any more. After a change of what they may do, and every
   * eight seconds in case that nobody heard of one, `mayStay` is to read anew whose the data are: they may be another's by
   * then. Call `release` in the end.
   */
  hold(
    caller: Principal,
    mayStay: (now: Principal, readsAgain: boolean) => void | Promise<void>,
  ): {
    signal: AbortSignal
    release: () => void
  }
  close(): void
}

export function createCallers(deps: CallersDeps): Callers {
  const { users, sessions, apiTokens, accessCache, accessChanges, clock, logger } = deps
  const known = new Map<string, Map<string, { at: number; admitted: Promise<Admitted> }>>()
  const touched = new Map<string, number>()
  /** Which API token a hash is of never changes. */
  const bearers = new Map<string, Bearer>()
  const held = new Map<string, Set<() => void>>()

  const forget = (userId: string | null) => {
    if (userId === null) known.clear()
    else known.delete(userId)
    for (const [holder, looks] of held) if (userId === null || holder === userId) for (const look of looks) look()
  }
  const subscription = accessChanges.subscribeAccess(forget)
  subscription.catch((error: unknown) => logger.warn({ err: error }, 'changes of access are noticed a second later'))

  async function principal(bearer: Bearer): Promise<Principal> {
    const { sessionId, tokenId } = bearer
    const { principal: caller, session } = await lookUp(bearer)
    if (sessionId !== null && session?.client === 'cli')
      noteActivity(sessionId, Math.min(TOUCH_EVERY_MS, session.idleMs / 4), sessions)
    if (tokenId) noteActivity(tokenId, TOUCH_EVERY_MS, apiTokens)
    return caller
  }

  async function ofApiToken(text: string): Promise<Principal> {
    const hash = hashToken(text)
    let bearer = bearers.get(hash)
    if (!bearer) {
      const found = await apiTokens.byHash(hash)
      if (!found) throw refused('token_invalid')
      bearer = { userId: found.userId, sessionId: null, tokenId: found.id }
      if (bearers.size >= MOST_KNOWN) bearers.clear()
      bearers.set(hash, bearer)
    }
    return principal(bearer)
  }

  function lookUp(bearer: Bearer): Promise<Admitted> {
    const { userId } = bearer
    const now = clock.now().getTime()
    const field = fieldOf(bearer)
    const hit = known.get(userId)?.get(field)
    if (hit && Math.abs(now - hit.at) < KNOWN_FOR_MS) return hit.admitted
    if (known.size >= MOST_KNOWN) known.clear()
    const ofUser = known.get(userId) ?? new Map<string, { at: number; admitted: Promise<Admitted> }>()
    known.set(userId, ofUser)
    const admitted = find(bearer)
    ofUser.set(field, { at: now, admitted })
    // A look-up that failed is not remembered.
    admitted.catch(() => ofUser.delete(field))
    return admitted
  }

  async function find(bearer: Bearer): Promise<Admitted> {
    const { userId, sessionId, tokenId } = bearer
    const field = fieldOf(bearer)
    const remembered = await accessCache.get(userId, field).catch(() => null)
    if (remembered !== null) {
      const fromCache = admit(parse(remembered), bearer, clock.now())
      if (typeof fromCache !== 'string') return fromCache
      // Activity may have been noted meanwhile: only the store refuses.
    }
    const [user, workspaces, shared, emergencies, session, token] = await Promise.all([
      users.get(userId),
      workspacesOf(deps, userId),
      sharedWith(deps, userId),
      glassOf(deps, userId),
      sessionId === null ? null : sessions.live(sessionId, clock.now()),
      tokenId ? apiTokens.get(tokenId) : null,
    ])
    const isOwn = token?.userId === userId && token.revokedAt === null
    const found = { user, session: session?.userId === userId ? session : null, token: isOwn ? token : null }
    const fresh: Known = { ...found, workspaces, shared, emergencies }
    const admitted = admit(fresh, bearer, clock.now())
    if (typeof admitted === 'string') throw refused(admitted)
    await accessCache.put(userId, field, serialize(fresh)).catch(() => {})
    return admitted
  }

  async function changeAll<T>(userIds: readonly string[], work: () => Promise<T>): Promise<T> {
    const tell = () => Promise.all(userIds.map((userId) => accessCache.changed(userId)))
    // Before as well: what is read while the store changes is not remembered.
    await tell()
    try {
      return await work()
    } finally {
      for (const userId of userIds) forget(userId)
      await tell()
    }
  }

  function noteActivity(id: string, everyMs: number, where: Pick<ApiDeps['sessions'], 'touch'>): void {
    const now = clock.now()
    const last = touched.get(id) ?? 0
    if (now.getTime() - last < everyMs) return
    if (touched.size >= MOST_KNOWN) touched.clear()
    touched.set(id, now.getTime())
    where
      .touch(id, now)
      .catch((error: unknown) => logger.warn({ err: error }, 'the activity of a session could not be noted'))
  }

  return {
    principal,
    ofApiToken,

    change: (userId, work) => changeAll([userId], work),
    changeAll,

    hold(caller, mayStay) {
      const { userId } = caller
      const over = new AbortController()
      let looks = 0
      const look = async () => {
        const readsAgain = looks >= LOOKS_WITHOUT_READING
        if (readsAgain) looks = 0
        try {
          await mayStay(await principal(bearerOf(caller)), readsAgain)
        } catch (error) {
          // While the store is away nobody is sent off, and the next look reads what this one could not.
          if (error instanceof AppError && !error.retryable) over.abort(error)
          else if (readsAgain) looks = LOOKS_WITHOUT_READING
        }
      }
      const onChange = () => {
        looks = LOOKS_WITHOUT_READING
        void look()
      }
      const ofUser = held.get(userId) ?? new Set()
      held.set(userId, ofUser.add(onChange))
      const timer = setInterval(() => {
        looks++
        void look()
      }, KNOWN_FOR_MS).unref()
      return {
        signal: over.signal,
        release() {
          clearInterval(timer)
          ofUser.delete(onChange)
          if (ofUser.size === 0 && held.get(userId) === ofUser) held.delete(userId)
        },
      }
    },

    close: () => void subscription.then((stop) => stop()).catch(() => {}),
  }
}

/** The caller, or why they are refused. */
function admit(
  { user, session, token, workspaces, shared, emergencies }: Known,
  { userId, sessionId, tokenId }: Bearer,
  now: Date,
): Admitted | 'token_invalid' | 'token_expired' | 'user_inactive' | 'session_ended' {
  if (!user) return 'token_invalid'
  if (!user.isActive) return 'user_inactive'
  if (sessionId !== null && !(session && isLiveSession(session, now))) return 'session_ended'
  if (tokenId && !token) return 'token_invalid'
  if (token && now >= token.expiresAt) return 'token_expired'
  const { workspaceId, role } = user
  const by = token && { id: token.id, kind: token.kind, scopes: token.scopes }
  const glass = emergencies.filter(({ until }) => now.getTime() < until)
  const reach = {
    workspaces: new Map(workspaces),
    shared: new Map(shared),
    emergencies: glass.map(({ id, datasetId }) => ({ id, datasetId })),
  }
  return { principal: { userId, workspaceId, role, sessionId, token: by, ...reach }, session }
}

/** Ids, codes and times alone. */
const serialize = ({ user, session, token, workspaces, shared, emergencies }: Known): string =>
  JSON.stringify({
    user: user && { workspaceId: user.workspaceId, role: user.role, isActive: user.isActive },
    session: session && {
      client: session.client,
      lastActiveAt: session.lastActiveAt,
      idleMs: session.idleMs,
      expiresAt: session.expiresAt,
    },
    token: token && { id: token.id, kind: token.kind, scopes: token.scopes, expiresAt: token.expiresAt },
    workspaces,
    shared,
    emergencies,
  })

function parse(text: string): Known {
  const {
    user,
    session,
    token,
    workspaces = [],
    shared,
    emergencies,
  } = JSON.parse(text) as Pick<Known, 'shared' | 'emergencies'> & {
    /** Absent where a process of the release before has remembered it. */
    workspaces?: Known['workspaces']
    user: Known['user']
    session: (Pick<Session, 'client' | 'idleMs'> & { lastActiveAt: string; expiresAt: string }) | null
    token: (Omit<NonNullable<Known['token']>, 'expiresAt'> & { expiresAt: string }) | null
  }
  return {
    user,
    session: session && {
      ...session,
      lastActiveAt: new Date(session.lastActiveAt),
      expiresAt: new Date(session.expiresAt),
    },
    token: token && { ...token, expiresAt: new Date(token.expiresAt) },
    workspaces,
    shared,
    emergencies,
  }
}

async function workspacesOf({ workspaces }: CallersDeps, userId: string): Promise<Known['workspaces']> {
  return (await workspaces.ofUser(userId)).flatMap(({ id, members }) =>
    members.filter((member) => member.userId === userId).map(({ role }): [string, WorkspaceRole] => [id, role]),
  )
}

/** What a user and their teams may reach, each data set with all roles that they have for it. */
async function sharedWith({ teams, shares }: CallersDeps, userId: string): Promise<Known['shared']> {
  const theirs = await teams.ofUser(userId)
  const found = await Promise.all([shares.ofUser(userId), shares.ofTeams(theirs.map(({ id }) => id))])
  const roles = new Map<string, ShareRole[]>()
  for (const { datasetId, role } of found.flat()) roles.set(datasetId, [...(roles.get(datasetId) ?? []), role])
  return [...roles]
}

async function glassOf({ emergencies }: CallersDeps, userId: string): Promise<Known['emergencies']> {
  const approved = await emergencies.approvedOf(userId)
  return approved.map(({ id, datasetId, expiresAt }) => ({ id, datasetId, until: expiresAt?.getTime() ?? 0 }))
}

const fieldOf = ({ sessionId, tokenId }: Bearer): string => (tokenId ? `token.${tokenId}` : (sessionId ?? ''))
