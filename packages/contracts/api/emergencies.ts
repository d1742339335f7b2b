import { z } from 'zod'
import { EMERGENCY_STATUSES, LONGEST_EMERGENCY_MINUTES } from '../entities.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const EmergencyView = z.object({
  id: z.string(),
  dataset_id: z.string(),
  requested_by: z.string(),
  reason: z.string(),
  minutes: z.int(),
  /** `ended` also once its time is over. */
  status: z.enum(EMERGENCY_STATUSES),
  requested_at: Time,
  decided_by: z.string().nullable(),
  expires_at: Time.nullable(),
})
export type EmergencyView = z.infer<typeof EmergencyView>

export const RequestEmergencyBody = z.strictObject({
  dataset_id: Id,
  /** Read by whoever decides, and kept in the audit log. It must name no client. */
  reason: z.string().trim().min(10).max(500),
  minutes: z.int().min(1).max(LONGEST_EMERGENCY_MINUTES).default(LONGEST_EMERGENCY_MINUTES),
})
export type RequestEmergencyBody = z.input<typeof RequestEmergencyBody>

const decide = { permission: 'emergency:decide', person: true, params: IdParams, status: 200 } as const

export const emergencyRoutes = {
  requestEmergency: {
    method: 'POST',
    path: '/emergencies',
    permission: 'signed_in',
    person: true,
    summary: 'Break glass: ask to read a data set that is not mine, for an hour at most; somebody else has to agree',
    body: RequestEmergencyBody,
    status: 201,
    answer: Ok(EmergencyView),
    audit: 'emergency.request',
    errors: ['CONFLICT'],
  },
  listEmergencies: {
    method: 'GET',
    path: '/emergencies',
    permission: 'signed_in',
    person: true,
    summary: 'What I asked for in the last month, or everybody for those who decide',
    status: 200,
    answer: Ok(z.array(EmergencyView)),
  },
  approveEmergency: {
    method: 'POST',
    path: '/emergencies/:id/approve',
    ...decide,
    summary: 'Agree to a request of somebody else; it ends by itself',
    answer: Ok(EmergencyView),
    audit: 'emergency.approve',
    errors: ['CONFLICT'],
  },
  refuseEmergency: {
    method: 'POST',
    path: '/emergencies/:id/refuse',
    ...decide,
    summary: 'Refuse a request of somebody else',
    answer: Ok(EmergencyView),
    audit: 'emergency.refuse',
    errors: ['CONFLICT'],
  },
  endEmergency: {
    method: 'POST',
    path: '/emergencies/:id/end',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'emergency:decide',
    summary: 'End it before its time; holds everywhere within a second',
    params: IdParams,
    status: 200,
    answer: Ok(EmergencyView),
    audit: 'emergency.end',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
