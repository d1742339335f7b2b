import type { SiteListRecord } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { siteListSchema, toSiteList, type SiteListDocument } from './schema.ts'

/** Versions of lists of words, which are added and never changed. */
export interface SiteListRepository {
  /** @throws ConflictError when somebody else made that version meanwhile */
  create(list: SiteListRecord): Promise<void>
  /** A version, or the newest. */
  find(workspaceId: string, name: string, version?: number): Promise<SiteListRecord | null>
  /** The newest version of each list, by name, at most `limit`. */
  newest(workspaceId: string, limit: number): Promise<SiteListRecord[]>
}

export function createSiteListRepository(connection: Connection): SiteListRepository {
  const lists = connection.model<SiteListDocument>('SiteList', siteListSchema)

  return atEdge({
    async create({ id, ...list }: SiteListRecord) {
      await lists.create({ _id: id, ...list })
    },

    async find(workspaceId: string, name: string, version?: number) {
      const document = await lists
        .findOne({ workspaceId, name, ...(version !== undefined && { version }) })
        .sort({ version: -1 })
        .lean<SiteListDocument>()
      return document && toSiteList(document)
    },

    async newest(workspaceId: string, limit: number) {
      const documents = await lists.find({ workspaceId }).sort({ name: 1, version: -1 }).lean<SiteListDocument[]>()
      const first = documents.filter(({ name }, at) => documents[at - 1]?.name !== name)
      return first.slice(0, limit).map(toSiteList)
    },
  })
}
