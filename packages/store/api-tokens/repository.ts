import type { ApiToken } from '@techdeck/contracts'
import { isLiveApiToken } from '@techdeck/contracts/names'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { apiTokenSchema, toApiToken, type ApiTokenDocument } from './schema.ts'

/** Tokens for scripts and agents. Callers make them and give their hashes. */
export interface ApiTokenRepository {
  create(token: ApiToken, tokenHash: string): Promise<void>
  get(id: string): Promise<ApiToken | null>
  /** Also one that is revoked or has expired. */
  byHash(tokenHash: string): Promise<ApiToken | null>
  /** A user's that are good, newest first. */
  ofUser(userId: string, now: Date): Promise<ApiToken[]>
  touch(id: string, now: Date): Promise<void>
  /** Whether it was not revoked before. */
  revoke(id: string, now: Date): Promise<boolean>
}

export function createApiTokenRepository(connection: Connection): ApiTokenRepository {
  const tokens = connection.model<ApiTokenDocument>('ApiToken', apiTokenSchema)

  return atEdge({
    async create({ id, ...token }: ApiToken, tokenHash: string) {
      await tokens.create([{ ...token, _id: id, tokenHash }])
    },

    async get(id: string) {
      const found = await tokens.findOne({ _id: id }).lean<ApiTokenDocument>()
      return found && toApiToken(found)
    },

    async byHash(tokenHash: string) {
      const found = await tokens.findOne({ tokenHash }).lean<ApiTokenDocument>()
      return found && toApiToken(found)
    },

    async ofUser(userId: string, now: Date) {
      const found = await tokens.find({ userId }).sort({ _id: -1 }).lean<ApiTokenDocument[]>()
      return found.map(toApiToken).filter((token) => isLiveApiToken(token, now))
    },

    async touch(id: string, now: Date) {
      await tokens.updateOne({ _id: id }, { $set: { lastUsedAt: now } })
    },

    async revoke(id: string, now: Date) {
      const { matchedCount } = await tokens.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: now } })
      return matchedCount === 1
    },
  })
}
