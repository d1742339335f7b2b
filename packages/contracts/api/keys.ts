import { z } from 'zod'
import { KEY_ROTATION_STATUSES } from '../statuses.ts'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** Names of versions stand in records and addresses. */
export const KekId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)

/** One version of the key that wraps data keys. */
export const KekView = z.object({
  id: z.string(),
  /** Where it lives. */
  kept: z.enum(['environment', 'file', 'transit']),
  /** Wraps new data keys; the others only unwrap. */
  current: z.boolean(),
  created_at: Time.nullable(),
  /** Data keys that are wrapped by it, and would be lost with it. */
  data_keys: z.int(),
})
export type KekView = z.infer<typeof KekView>

export const KeyRotationView = z.object({
  id: z.string(),
  /** By which version data keys are wrapped anew. */
  kek_id: z.string(),
  /** `incomplete`: some did not unwrap, and stay as they are. */
  status: z.enum(KEY_ROTATION_STATUSES),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  started_by: z.string(),
  started_at: Time,
  finished_at: Time.nullable(),
})
export type KeyRotationView = z.infer<typeof KeyRotationView>

export const KeysView = z.object({
  versions: z.array(KekView),
  /** The newest one. */
  rotation: KeyRotationView.nullable(),
})
export type KeysView = z.infer<typeof KeysView>

export const RotateKeysBody = z.strictObject({
  /** Make a version first; otherwise data keys are only wrapped anew by the one that is current. */
  new_version: z.boolean().default(true),
})

const manage = { permission: 'keys:manage' } as const

export const keyRoutes = {
  listKeys: {
    method: 'GET',
    path: '/keys',
    ...manage,
    summary: 'Versions of the key that wraps data keys, how many each wraps, and how far the newest rotation is',
    status: 200,
    answer: Ok(KeysView),
    audit: 'key.list',
  },
  rotateKeys: {
    method: 'POST',
    path: '/keys/rotate',
    ...manage,
    summary: 'Make a new version, and wrap all data keys by it in the background; no data is encrypted anew',
    body: RotateKeysBody,
    status: 202,
    answer: Ok(KeyRotationView),
    audit: 'key.rotate',
    errors: ['CONFLICT'],
  },
  retireKey: {
    method: 'DELETE',
    path: '/keys/:id',
    ...manage,
    summary: 'Destroy an older version; refused while anything is wrapped by it',
    params: z.strictObject({ id: KekId }),
    status: 200,
    answer: Ok(KeysView),
    audit: 'key.retire',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
