import type { DatasetStatus, ExecutionStatus, Outcome, StageStatus } from '@techdeck/contracts'
import { title } from '../format.ts'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet'

const TONES: Readonly<Record<DatasetStatus | ExecutionStatus | StageStatus, Tone>> = {
  uploading: 'busy',
  inspecting: 'busy',
  ready: 'good',
  invalid: 'bad',
  deleted: 'quiet',
  initializing: 'busy',
  queued: 'busy',
  running: 'busy',
  completed: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelling: 'warn',
  cancelled: 'quiet',
  pending: 'quiet',
  skipped: 'quiet',
  reused: 'good',
}

/** A status in a word and a colour; the word alone says it. */
export const StatusBadge = ({ status }: { status: keyof typeof TONES }) => (
  <Badge tone={TONES[status]}>{title(status)}</Badge>
)

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  exported: 'good',
  kept: 'good',
  passed: 'good',
  pending: 'busy',
  merged: 'quiet',
  rejected: 'warn',
  quarantined: 'warn',
  withheld: 'bad',
}

/** What became of a conversation or row. */
export const OutcomeBadge = ({ outcome }: { outcome: Outcome }) => (
  <Badge tone={OUTCOME_TONES[outcome]}>{title(outcome)}</Badge>
)

export const Badge = ({ tone, children }: { tone: Tone; children: React.ReactNode }) => (
  <span className={`badge badge-${tone}`}>
    <span className="badge-dot" aria-hidden="true" />
    {children}
  </span>
)
