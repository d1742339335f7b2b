import { z } from 'zod'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const SystemView = z.object({
  version: z.string(),
  node_version: z.string(),
  /** The database server, with its version; null while it does not say. */
  database: z.string().nullable(),
  /** What the artifact store holds, sealed, by what it is for; null where the store cannot say. At most a minute old. */
  storage: z
    .object({
      kinds: z.array(
        z.object({
          kind: z.enum(['uploads', 'open_uploads', 'results', 'exports']),
          files: z.int(),
          bytes: z.int(),
        }),
      ),
      free_bytes: z.int(),
      total_bytes: z.int(),
      measured_at: Time,
    })
    .nullable(),
  /** Entries of the audit log that are sealed. */
  audit_entries: z.int(),
  /** Data sets whose retention is over; at most 200 are counted. */
  retention_due: z.int(),
  /** The version of the key that wraps data keys now. */
  key: z.object({
    id: z.string(),
    kept: z.enum(['environment', 'file', 'transit']),
    created_at: Time.nullable(),
    /** Data keys that an older version still wraps. */
    wrapped_by_others: z.int(),
    rotate_after_days: z.int(),
    /** It is older than that, or older versions still wrap something. */
    rotation_due: z.boolean(),
  }),
})
export type SystemView = z.infer<typeof SystemView>

export const systemRoutes = {
  showSystem: {
    method: 'GET',
    path: '/system',
    permission: 'system:manage',
    summary: 'Versions, what is stored, and what is due: retention, and a rotation of the key',
    status: 200,
    answer: Ok(SystemView),
    audit: 'system.read',
  },
} as const satisfies Record<string, RouteContract>
