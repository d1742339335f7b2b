import type { EventView, Tracker } from '@techdeck/contracts'

/** One way to follow an execution, and what somebody sees who comes in by it. */
export interface Door {
  readonly name: string
  /** In the order in which they came; a door that tells one twice shows it twice. */
  readonly events: readonly EventView[]
  readonly trackers: readonly Tracker[]
  /** Settles once the door has told that the execution ended. */
  readonly ended: Promise<void>
}

/** Gathers what a door shows: each line, frame or message that is an event or a progress object. */
export function gather() {
  const seen = { events: [] as EventView[], trackers: [] as Tracker[] }
  const take = (told: unknown): void => {
    if (!isRecord(told)) return
    if (told.type === 'progress_update') seen.trackers.push(told.data as Tracker)
    else if (typeof told.event === 'string') seen.events.push(told as unknown as EventView)
  }
  return { seen, take }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
