import { z } from 'zod'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const HealthView = z.object({ status: z.literal('ok'), version: z.string() })

const Check = z.object({ ok: z.boolean(), duration_ms: z.number(), server: z.string().optional() })
export const ReadyView = z.object({
  status: z.enum(['ready', 'not_ready']),
  version: z.string(),
  checks: z.record(z.string(), Check),
  /** What people are told while no runs and uploads begin. */
  maintenance: z.object({ message: z.string(), since: Time }).nullable().optional(),
})
export type ReadyView = z.infer<typeof ReadyView>

/** The key that signs exports; base64 of 32 bytes. */
export const SigningKeyView = z.object({ algorithm: z.literal('ed25519'), key_id: z.string(), public_key: z.string() })

export const operationsRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    permission: 'open',
    summary: 'Whether the process runs',
    unlimited: true,
    status: 200,
    answer: Ok(HealthView),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    vital: true,
    permission: 'open',
    summary: 'Whether it can serve: 503 when MongoDB, Redis or the artifact store cannot be reached',
    status: 200,
    answer: Ok(ReadyView),
    errors: ['RESOURCE_UNAVAILABLE'],
  },
  signingKey: {
    method: 'GET',
    path: '/signing-key',
    permission: 'open',
    summary: 'The public key by which exports of this installation are signed',
    status: 200,
    answer: Ok(SigningKeyView),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    permission: 'open',
    summary: 'This interface as OpenAPI 3.1',
    status: 200,
  },
} as const satisfies Record<string, RouteContract>
