import type { DatasetStatus, ExecutionStatus, StageStatus } from '@techdeck/contracts'
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

export const Badge = ({ tone, children }: { tone: Tone; children: React.ReactNode }) => (
  <span className={`badge badge-${tone}`}>
    <span className="badge-dot" aria-hidden="true" />
    {children}
  </span>
)
