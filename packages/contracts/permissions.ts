export const USER_ROLES = ['user', 'moderator', 'admin'] as const
export type UserRole = (typeof USER_ROLES)[number]

/** What a route may ask for. `:any` reaches all of the workspace, without it only what the caller owns. */
export const PERMISSIONS = [
  'dataset:write',
  'dataset:read',
  'dataset:read:any',
  'dataset:purge',
  'pipeline:execute',
  'pipeline:read',
  'pipeline:read:any',
  'pipeline:control',
  'pipeline:control:any',
  'quarantine:read',
  'quarantine:read:any',
  'quarantine:release',
  'export:sign_off',
  'site_lists:write',
  'review:read',
  'review:read:any',
  'review:write',
  'audit:search',
  'users:manage',
  'queues:manage',
  'identity:reveal',
  'keys:manage',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const USER: readonly Permission[] = [
  'dataset:write',
  'dataset:read',
  'pipeline:execute',
  'pipeline:read',
  'pipeline:control',
  'quarantine:read',
  'quarantine:release',
  'review:read',
  'review:write',
]
const MODERATOR: readonly Permission[] = [
  ...USER,
  'dataset:read:any',
  'pipeline:read:any',
  'pipeline:control:any',
  'quarantine:read:any',
  'export:sign_off',
  'site_lists:write',
  'review:read:any',
  'audit:search',
]

/** What a token of an agent may be given: the main job. What a person has to answer for stays with people. */
export const AGENT_PERMISSIONS: readonly Permission[] = [
  'dataset:write',
  'dataset:read',
  'pipeline:execute',
  'pipeline:read',
  'pipeline:control',
  'quarantine:read',
]

export const ROLE_PERMISSIONS: Readonly<Record<UserRole, readonly Permission[]>> = {
  user: USER,
  moderator: MODERATOR,
  admin: PERMISSIONS,
}
