import type { ExecutionStatus } from '@techdeck/contracts'
import { CommanderError } from 'commander'

/** What scripts rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notAllowed: 3,
  notFound: 4,
  unreachable: 5,
  partial: 6,
  interrupted: 130,
} as const

const BY_STATUS: Readonly<Record<number, number>> = {
  400: EXIT.wrongUse,
  401: EXIT.notAllowed,
  403: EXIT.notAllowed,
  404: EXIT.notFound,
  413: EXIT.wrongUse,
  415: EXIT.wrongUse,
  422: EXIT.wrongUse,
}
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'RESOURCE_UNAVAILABLE',
])

/** The exit code that the status of an execution stands for; one that has not ended is no failure. */
export function exitOfStatus(status: ExecutionStatus): number {
  if (status === 'failed' || status === 'cancelled') return EXIT.failed
  return status === 'partial' ? EXIT.partial : EXIT.done
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse
  const { code, name, status, cause } = (error ?? {}) as {
    code?: string
    name?: string
    status?: number
    cause?: { code?: string }
  }
  if (name === 'AbortError') return EXIT.interrupted
  if (name === 'ConnectionError') return EXIT.unreachable
  if (UNREACHABLE.has(code ?? '') || UNREACHABLE.has(cause?.code ?? '')) return EXIT.unreachable
  return BY_STATUS[status ?? 0] ?? EXIT.failed
}
