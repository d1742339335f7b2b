import { newId } from '@techdeck/core'
import type { ClientKind, User, UserRole } from '@techdeck/contracts'
import { createPasswords } from '../passwords.ts'
import type { TestApi, TestUser } from './start-api.ts'

export const PASSWORD = 'correct horse battery staple'
let passwordHash: Promise<string> | undefined

/** A new user with a password. */
export async function member(api: TestApi, role: UserRole = 'user', fields: Partial<User> = {}): Promise<TestUser> {
  passwordHash ??= createPasswords().hash(PASSWORD)
  return api.user(role, { passwordHash: await passwordHash, ...fields })
}

export interface SignedIn {
  sessionId: string
  refreshToken: string
  headers: { authorization: string }
}

/** Signs in as people do; the token of a browser is taken from its cookie. */
export async function signIn(api: TestApi, email: string, client: ClientKind = 'cli', password = PASSWORD) {
  const url = '/api/v1/auth/login'
  const remoteAddress = `10.0.0.${Math.ceil(Math.random() * 250)}`
  const { body, headers } = await api.inject({
    method: 'POST',
    url,
    payload: { email, password, client },
    remoteAddress,
  })
  const { access_token: token, refresh_token: inBody } = body.data
  const [, inCookie = ''] = /^[^=]+=([^;]+)/.exec(String(headers['set-cookie'])) ?? []
  const { sid } = api.app.jwt.decode<{ sid: string }>(token) ?? { sid: newId() }
  return {
    sessionId: sid,
    refreshToken: inBody ?? inCookie,
    headers: { authorization: `Bearer ${token}` },
  } satisfies SignedIn
}

/** Tries until it holds, for two and a half seconds at most. */
export async function soon<T>(assertion: () => Promise<T>): Promise<T> {
  const until = performance.now() + 2500
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
