import type { User, UserRole } from '@techdeck/contracts'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts/names'
import { AuthorizationError, newId, ResourceError, tokenKeyId } from '@techdeck/core'
import type { StoreOptions } from '@techdeck/store'
import { homePaths, isSameProcess, readDevstackEnv, readState } from '@techdeck/devstack'

export interface LocalTokenOptions {
  role: UserRole
  ttlS: number
  home?: string
  environment: Readonly<Record<string, string | undefined>>
}

/**
 * Signs an access token of kind `local` for the local user of a role, who is created when missing. Only for whoever may
 * read the stack's key ring; an API accepts it only where it is told to.
 *
 * @throws {@link ResourceError} when no stack runs from the home folder.
 * @throws {@link AuthorizationError} when the local user is not active any more.
 */
export async function createLocalToken({
  role,
  ttlS,
  home: given,
  environment,
}: LocalTokenOptions): Promise<{ token: string; user: User }> {
  const { home } = readDevstackEnv(environment, given)
  const state = await readState(home)
  if (!state?.connections || !(await isSameProcess(state.supervisor)))
    throw new ResourceError('TechDeck does not run here. Start it: ./techdeck up --detach')

  const { fieldsOf, loadKeyRing } = await import('@techdeck/crypto')
  const file = environment['TECHDECK_KEY_FILE'] ?? homePaths(home).keyFile
  const keyRing = await loadKeyRing({ file, env: environment })
  const { tokenSecret } = keyRing
  const user = await localUser({ uri: state.connections.mongoUri, fields: fieldsOf(keyRing) }, role)

  const { createSigner } = await import('fast-jwt')
  const sign = createSigner({
    key: tokenSecret,
    algorithm: 'HS256',
    kid: tokenKeyId(tokenSecret),
    iss: 'techdeck',
    aud: 'techdeck-api',
    sub: user.id,
    jti: newId(),
    expiresIn: ttlS * 1000,
  })
  return { token: sign({ typ: 'local' }), user }
}

async function localUser(connection: Pick<StoreOptions, 'uri' | 'fields'>, role: UserRole): Promise<User> {
  const { connectStore } = await import('@techdeck/store')
  const store = await connectStore({ ...connection, minPoolSize: 0, maxPoolSize: 2 })
  try {
    const email = `local-${role}@techdeck.localhost`
    const known = await store.users.byEmail(email)
    if (known?.isActive === false) throw new AuthorizationError(`The local user ${email} is not active.`)
    if (known !== null) return known
    const user = {
      id: newId(),
      workspaceId: DEFAULT_WORKSPACE,
      email,
      // A local user comes in by token alone.
      passwordHash: null,
      role,
      isActive: true,
      createdAt: new Date(),
      lastLogin: null,
      resetRequestedAt: null,
    }
    return await store.users.create(user)
  } finally {
    await store.close()
  }
}
