import { QUOTA_NAMES, type QuotaName, type Quotas, type QuotasView, type User } from '@techdeck/contracts'
import { AuthorizationError, RateLimitExceededError, ResourceError, delay, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'

export type QuotaDeps = Pick<
  ApiDeps,
  'users' | 'datasets' | 'executions' | 'resumables' | 'leases' | 'settings' | 'clock'
>

const DAY_MS = 24 * 3_600_000

/** What a user may have: their own limit where they have one, else everybody's; `null` where there is none. */
export const limitOf = (settings: ApiDeps['settings'], user: Pick<User, 'quotas'> | null, name: QuotaName) => {
  const own = user?.quotas?.[name]
  return own === undefined ? (settings.quotas[name] ?? null) : own
}

/** What a user may have, and has now. */
export async function quotasView(deps: QuotaDeps, user: User): Promise<QuotasView> {
  const [bytes, { runs, rows, running }] = await Promise.all([bytesOf(deps, user.id), used(deps, user)])
  const of = (name: QuotaName, has: number) => ({
    limit: limitOf(deps.settings, user, name),
    used: has,
    own: user.quotas?.[name] !== undefined,
  })
  return {
    user_id: user.id,
    bytes: of('bytes', bytes),
    runs_a_day: of('runs_a_day', runs),
    runs_at_once: of('runs_at_once', running),
    rows_a_day: of('rows_a_day', rows),
  }
}

/** A user's limits with some changed; `default` takes their own away. */
export function withLimits(before: Quotas, change: { [name in QuotaName]?: number | null | 'default' }): Quotas {
  const after = { ...before }
  for (const name of QUOTA_NAMES) {
    const limit = change[name]
    if (limit === 'default') delete after[name]
    else if (limit !== undefined) after[name] = limit
  }
  return after
}

/**
 * Lets so many more bytes be stored.
 *
 * @throws AuthorizationError that says what is used, and what to do
 */
export async function admitStored(
  deps: Pick<QuotaDeps, 'users' | 'datasets' | 'resumables' | 'settings'>,
  who: Principal,
  bytes: number,
): Promise<void> {
  const limit = limitOf(deps.settings, await deps.users.get(who.userId), 'bytes')
  if (limit === null) return
  const has = await bytesOf(deps, who.userId)
  if (has + bytes <= limit) return
  throw new AuthorizationError(`This would be more than the ${limit} bytes that this user may have.`, {
    details: { quota: 'bytes', limit, used: has, asked: bytes },
    userMessage: `You have ${megabytes(has)} of the ${megabytes(limit)} that you may store, and this is ${megabytes(bytes)} more. Delete data sets that you no longer need, or ask an administrator for more space.`,
  })
}

const LEASE_MS = 10_000
const LOOK_MS = 50

/**
 * Begins a run of so many rows, if whoever asks may have one more. Of any number that one user begins at the same time
 * each is counted by the next.
 *
 * @throws RateLimitExceededError that says what is used, when there is more, and what to do
 */
export async function admitRun<T>(deps: QuotaDeps, who: Principal, rows: number, begin: () => Promise<T>): Promise<T> {
  const user = await deps.users.get(who.userId)
  const limits = Object.fromEntries(QUOTA_NAMES.map((name) => [name, limitOf(deps.settings, user, name)]))
  if (!user || RUN_QUOTAS.every((name) => limits[name] === null)) return begin()
  const [lease, owner] = [`quota.${user.id}`, newId()]
  const until = performance.now() + LEASE_MS
  while (!(await deps.leases.acquire(lease, owner, LEASE_MS))) {
    if (performance.now() > until)
      throw new ResourceError('Another run of this user is being begun.', { retryAfter: 2 })
    await delay(LOOK_MS)
  }
  try {
    const { runs, rows: before, running, oldest } = await used(deps, user)
    const asked: { [name in (typeof RUN_QUOTAS)[number]]: [has: number, more: number] } = {
      runs_at_once: [running, 1],
      runs_a_day: [runs, 1],
      rows_a_day: [before, rows],
    }
    for (const name of RUN_QUOTAS) {
      const [limit, [has, more]] = [limits[name] ?? null, asked[name]]
      if (limit !== null && has + more > limit)
        throw overrun(name, { limit, used: has, asked: more }, retryAfterS(name, oldest, deps.clock.now()))
    }
    return await begin()
  } finally {
    await deps.leases.release(lease, owner)
  }
}

const RUN_QUOTAS = ['runs_at_once', 'runs_a_day', 'rows_a_day'] as const

interface Overrun {
  limit: number
  used: number
  asked: number
}

const WORDS: Readonly<Record<(typeof RUN_QUOTAS)[number], (overrun: Overrun) => string>> = {
  runs_at_once: ({ limit, used: has }) =>
    `${count(has)} of your runs are at work, and you may have ${count(limit)} at once. Wait until one has ended, or cancel one.`,
  runs_a_day: ({ limit, used: has }) =>
    `You began ${count(has)} runs in the last 24 hours, and you may begin ${count(limit)}. Wait, or ask an administrator for more.`,
  rows_a_day: ({ limit, used: has, asked }) =>
    `Your runs of the last 24 hours had ${count(has)} rows, and this one has ${count(asked)}; you may have ${count(limit)}. Run a smaller data set, wait, or ask an administrator for more.`,
}

const overrun = (name: (typeof RUN_QUOTAS)[number], of: Overrun, retryAfter: number): RateLimitExceededError =>
  new RateLimitExceededError(`The quota ${name} of this user is used up.`, {
    details: { quota: name, ...of },
    userMessage: WORDS[name](of),
    retryAfter,
  })

/** Until the first run of the last day counts no more; of runs at work nobody knows. */
const retryAfterS = (name: QuotaName, oldest: Date | null, now: Date): number =>
  name === 'runs_at_once' || oldest === null
    ? 60
    : Math.max(60, Math.ceil((oldest.getTime() + DAY_MS - now.getTime()) / 1000))

const used = ({ executions, clock }: Pick<QuotaDeps, 'executions' | 'clock'>, user: User) =>
  executions.usedBy(user.id, new Date(clock.now().getTime() - DAY_MS))

/** Of data sets and of uploads that are under way. */
async function bytesOf(
  { datasets, resumables }: Pick<QuotaDeps, 'datasets' | 'resumables'>,
  userId: string,
): Promise<number> {
  const [open, stored] = await Promise.all([resumables.openOf(userId), datasets.bytesOf(userId)])
  return open.sizeBytes + stored
}

const whole = new Intl.NumberFormat('en-US')
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const count = (figure: number): string => whole.format(figure)
const megabytes = (bytes: number): string => `${tenths.format(bytes / 1e6)} MB`
