import { z } from 'zod'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** While it is on, no runs and uploads begin; those under way end, and everything can be read. */
export const MaintenanceView = z.object({
  /** What people are told. */
  message: z.string(),
  since: Time,
  /** The id of who began it. */
  by: z.string(),
})
export type MaintenanceView = z.infer<typeof MaintenanceView>

export const maintenanceRoutes = {
  getMaintenance: {
    method: 'GET',
    path: '/maintenance',
    permission: 'signed_in',
    summary: 'The maintenance that is under way, or null',
    status: 200,
    answer: Ok(MaintenanceView.nullable()),
  },
  beginMaintenance: {
    method: 'PUT',
    path: '/maintenance',
    permission: 'system:manage',
    summary: 'Begin maintenance: no new runs and uploads; those under way end, and everything can be read',
    body: z.strictObject({
      message: z
        .string()
        .trim()
        .min(1)
        .max(500)
        .default('TechDeck is being maintained. New runs and uploads wait until it is over.'),
    }),
    status: 200,
    answer: Ok(MaintenanceView),
    audit: 'maintenance.begin',
  },
  endMaintenance: {
    method: 'DELETE',
    path: '/maintenance',
    permission: 'system:manage',
    summary: 'End maintenance',
    status: 200,
    answer: Ok(z.object({ ended: z.boolean() })),
    audit: 'maintenance.end',
  },
} as const satisfies Record<string, RouteContract>
