import { client } from '../../app/api.ts'
import type { AskConsistency } from './known-log.ts'

export const askConsistency =
  (signal: AbortSignal): AskConsistency =>
  async (from, to) =>
    (await client.getAuditConsistency({ query: { from, to }, signal })).proof
