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

/** The parts of a door that gather what is seen. */
export class Gathered {
  readonly events: EventView[] = []
  readonly trackers: Tracker[] = []

  /** Takes a line, frame or message that is an event, a progress object, or neither. */
  take(told: unknown): void {
    if (isRecord(told) && told.type === 'progress_update') this.trackers.push(told.data as Tracker)
    else if (isRecord(told) && typeof told.event === 'string') this.events.push(told as unknown as EventView)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
