import type { Check } from '@techdeck/devstack'
import { ReadyView } from '@techdeck/contracts'

/** Tokens end and codes of authenticators change by the clock: more than this and sign-ins fail. */
const MOST_SKEW_MS = 5000
const PATIENCE_MS = 5000

/** The oldest that TechDeck is run with in production, by what a server calls itself. */
const LEAST = { redis: 7, valkey: 7, mongodb: 7 } as const

/**
 * Looks at an API from here: whether it answers and all that it stands on, whether its clock is ours, and whether its
 * version and those of its servers are what this command line is made for.
 */
export async function checkApi(apiUrl: string, version: string): Promise<Check[]> {
  const sentAt = Date.now()
  const answer = await fetch(`${apiUrl}/api/v1/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null)
  if (answer === null) {
    const fix = 'Is the address right (TECHDECK_API_URL)? A stack of this machine: ./techdeck up --detach'
    return [{ name: 'api', ok: false, detail: `${apiUrl} does not answer`, fix }]
  }
  const now = (sentAt + Date.now()) / 2
  const { data } = ReadyView.safeParse(((await answer.json().catch(() => ({}))) as { data?: unknown }).data)
  if (!data) {
    const fix = 'TECHDECK_API_URL has to name the API, without a path.'
    return [{ name: 'api', ok: false, detail: `${apiUrl} answers ${answer.status}, and is no TechDeck`, fix }]
  }
  return [
    {
      name: 'api',
      ok: data.status === 'ready',
      detail: `${apiUrl} is ${data.status === 'ready' ? 'ready' : 'not ready'}`,
    },
    checkClock(Date.parse(answer.headers.get('date') ?? ''), now),
    checkVersion(data.version, version),
    ...Object.entries(data.checks).map(([name, { ok, server, duration_ms }]) =>
      checkPart(name, ok, server, duration_ms),
    ),
  ]
}

function checkClock(theirs: number, ours: number): Check {
  if (Number.isNaN(theirs)) return { name: 'clock', ok: true, detail: 'the API does not say its time' }
  // Its header has whole seconds.
  const skew = Math.abs(theirs + 500 - ours)
  const seconds = Math.round(skew / 1000)
  if (skew <= MOST_SKEW_MS) return { name: 'clock', ok: true, detail: 'as the API has it' }
  const fix = 'Set both by the network: timedatectl set-ntp true (Linux), sudo sntp -sS time.apple.com (macOS).'
  return { name: 'clock', ok: false, detail: `${seconds} s apart from that of the API; sign-ins will fail`, fix }
}

function checkVersion(theirs: string, ours: string): Check {
  const [a, b] = [theirs, ours].map((each) => each.split('.').slice(0, 2).join('.'))
  if (a === b) return { name: 'version', ok: true, detail: `API ${theirs}, command line ${ours}` }
  const fix = 'Take both from one release: git pull here, or ask the operator for an update.'
  return {
    name: 'version',
    ok: false,
    detail: `API ${theirs}, command line ${ours}: they may not understand each other`,
    fix,
  }
}

function checkPart(name: string, ok: boolean, server: string | undefined, tookMs: number): Check {
  const called = `${server ?? name} of the API`
  if (!ok) {
    const fix = 'The log of the API says why: ./techdeck logs api'
    return { name: `api ${name}`, ok, detail: `${called} does not answer`, fix }
  }
  const [, kind = '', major = ''] = /^(\w+) (\d+)/.exec(server ?? '') ?? []
  const least = LEAST[kind.toLowerCase() as keyof typeof LEAST]
  if (least !== undefined && Number(major) < least) {
    const fix = `Update it to ${kind} ${least} or newer.`
    return { name: `api ${name}`, ok: false, detail: `${called}: older than what is tried`, fix }
  }
  return { name: `api ${name}`, ok, detail: `${called} answers in ${tookMs} ms` }
}
