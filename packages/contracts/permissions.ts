export const USER_ROLES = ['user', 'moderator', 'admin'] as const
export type UserRole = (typeof USER_ROLES)[number]

/** What a route may ask for. `:any` reaches what everybody has of their own; without it one reaches what one owns or is given. */
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
  'teams:write',
  'emergency:decide',
  'queues:manage',
  'identity:reveal',
  'keys:manage',
  'backups:read',
  'system:manage',
  'webhooks:manage',
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
  'teams:write',
  'emergency:decide',
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

/** What somebody is in a team: managers say who else is in it. */
export const TEAM_ROLES = ['member', 'manager'] as const
export type TeamRole = (typeof TEAM_ROLES)[number]

/** As what a data set is shared with a team. Its owner alone shares, deletes and restores it. */
export const SHARE_ROLES = ['viewer', 'reviewer', 'editor'] as const
export type ShareRole = (typeof SHARE_ROLES)[number]

const VIEWER: readonly Permission[] = ['dataset:read', 'pipeline:read']

/** What a share allows with the data set and its runs, to members whose role has the permission at all. */
export const SHARE_PERMISSIONS: Readonly<Record<ShareRole, readonly Permission[]>> = {
  viewer: VIEWER,
  reviewer: [...VIEWER, 'quarantine:read', 'review:read', 'review:write'],
  editor: [
    ...VIEWER,
    'dataset:write',
    'pipeline:execute',
    'pipeline:control',
    'quarantine:read',
    'quarantine:release',
    'review:read',
  ],
}

/**
 * What somebody is in a workspace: a share of all that lies in it, and its owners own all of it. Nobody reaches it
 * without being in it, overseers neither, but by a share or by breaking glass.
 */
export const WORKSPACE_ROLES = ['viewer', 'reviewer', 'editor', 'owner'] as const
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number]

/** What broken glass allows: to look, and nothing else. */
export const EMERGENCY_PERMISSIONS: readonly Permission[] = [...VIEWER, 'quarantine:read', 'review:read']

export const ROLE_PERMISSIONS: Readonly<Record<UserRole, readonly Permission[]>> = {
  user: USER,
  moderator: MODERATOR,
  admin: PERMISSIONS,
}
