import { z } from 'zod'
import { Id, Time } from './api/envelope.ts'
import { isFilterPattern } from './event-filter.ts'
import { parseCursor } from './cursor.ts'
import { EventView } from './events.ts'
import { Tracker } from './progress.ts'
import { DATASET_STATUSES, EXECUTION_STATUSES } from './statuses.ts'

// The protocol of `GET /api/v1/ws`: JSON text frames in both directions.

/** Why the server closes a socket. */
export const SOCKET_CLOSE = {
  /** The service restarts: come back, with your cursors. */
  restarting: 1012,
  /** The client read too slowly, or the service cannot take it right now: come back, with your cursors. */
  tryAgainLater: 1013,
  /** The ticket was not good, or the sign-in has ended. */
  signInEnded: 4401,
  /** What was subscribed to may not be read any more. */
  notAllowed: 4403,
  /** No `hello` in time. */
  noHello: 4408,
  /** Too many sockets, subscriptions or messages. */
  tooMany: 4429,
} as const

/** What a socket may do, and when it counts as dead; told in `welcome`. */
export const SocketLimits = z.object({
  hello_ms: z.int(),
  sockets_per_user: z.int(),
  subscriptions: z.int(),
  /** Of one frame of the client. */
  message_bytes: z.int(),
  messages_per_10_s: z.int(),
  /** Bytes that wait for a slow client; more, and it is cut with 1013. */
  buffered_bytes: z.int(),
  /** Between two pings; who answers neither of two is gone. */
  heartbeat_ms: z.int(),
  /** Who missed more events than this gets a snapshot instead. */
  resume_events: z.int(),
})
export type SocketLimits = z.infer<typeof SocketLimits>

const Cursor = z.string().refine((text) => parseCursor(text) !== null, 'not a cursor such as 1:42')
const Ticket = z.string().min(20).max(256)
const Subject = { execution_id: Id.optional(), dataset_id: Id.optional() }
const oneSubject = ({ execution_id, dataset_id }: { execution_id?: string; dataset_id?: string }): boolean =>
  (execution_id === undefined) !== (dataset_id === undefined)
const ONE_SUBJECT = 'needs either execution_id or dataset_id'

export const ClientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), ticket: Ticket }),
  z
    .strictObject({
      type: z.literal('subscribe'),
      ...Subject,
      /** Everything after this event; `0:0` is from the first one on. Without it, from now on. */
      after: Cursor.optional(),
      /** Names and patterns of what is wanted; all without it. */
      events: z
        .array(z.string().max(64).refine(isFilterPattern, 'not the name of an event, nor a pattern of some'))
        .min(1)
        .max(50)
        .optional(),
    })
    .refine(oneSubject, ONE_SUBJECT),
  z.strictObject({ type: z.literal('unsubscribe'), ...Subject }).refine(oneSubject, ONE_SUBJECT),
  /** Goes on with the sign-in of a new ticket of the same user. */
  z.strictObject({ type: z.literal('renew'), ticket: Ticket }),
  z.strictObject({ type: z.literal('ping') }),
])
export type ClientFrame = z.infer<typeof ClientFrame>

/** How far an upload is. `bytes_total` is null where the sender did not say; it counts the request, not the files. */
export const UploadView = z.object({
  dataset_id: z.string(),
  status: z.enum(DATASET_STATUSES),
  bytes_received: z.int(),
  bytes_total: z.int().nullable(),
})
export type UploadView = z.infer<typeof UploadView>

/** A frame of type `event` about a data set: unnumbered, the newest counts. */
export const DatasetEventView = z.object({
  dataset_id: z.string(),
  event: z.enum(['dataset.upload_progress', 'dataset.inspected']),
  timestamp: Time,
  data: z.record(z.string(), z.json()),
})
export type DatasetEventView = z.infer<typeof DatasetEventView>

const OfExecution = { execution_id: z.string() }

export const ServerFrame = z.union([
  /** After `hello`, and after each `renew`. */
  z.object({
    type: z.literal('welcome'),
    session: z.object({ id: z.string().nullable(), user_id: z.string(), expires_at: Time }),
    limits: SocketLimits,
  }),
  /** The first answer to a fresh subscription; events follow from `data.cursor` on. */
  z.object({ type: z.literal('progress_initialized'), ...OfExecution, data: Tracker }),
  z.object({ type: z.literal('progress_initialized'), dataset_id: z.string(), data: UploadView }),
  /** The first answer to a subscription with a cursor; the events in between follow. */
  z.object({ type: z.literal('resumed'), ...OfExecution, from: z.string(), to: z.string() }),
  /** Instead of more events than are worth it; those after `cursor` follow. */
  z.object({ type: z.literal('snapshot'), ...OfExecution, cursor: z.string(), data: Tracker }),
  EventView.extend({ type: z.literal('event') }),
  DatasetEventView.extend({ type: z.literal('event') }),
  z.object({ type: z.literal('progress_update'), ...OfExecution, data: Tracker }),
  /** Of one subscription, which is over then, where it names one; else of the frame that was sent. */
  z.object({
    type: z.literal('error'),
    error_code: z.string(),
    message: z.string(),
    user_message: z.string(),
    recoverable: z.boolean(),
    details: z.json().optional(),
    ...Subject,
  }),
  /** The execution has ended and all of its events were sent; the subscription is over. */
  z.object({ type: z.literal('end'), ...OfExecution, status: z.enum(EXECUTION_STATUSES) }),
  z.object({ type: z.literal('pong') }),
])
export type ServerFrame = z.infer<typeof ServerFrame>
