import { z } from 'zod'
import { Finding } from '../conversation.ts'
import { SiteList, SiteListName } from '../site-list.ts'
import { Ok, Time, limitQuery } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** One version of a list, without what is in it. */
export const SiteListView = z.object({
  name: z.string(),
  version: z.int(),
  sha256: z.string(),
  /** How many words of each kind. */
  hide: z.int(),
  keep: z.int(),
  canaries: z.int(),
  created_by: z.string(),
  created_at: Time,
})
export type SiteListView = z.infer<typeof SiteListView>

export const SiteListContentView = SiteListView.extend({ content: SiteList })
export type SiteListContentView = z.infer<typeof SiteListContentView>

export const SaveSiteListBody = SiteList.extend({ name: SiteListName })

export const TrySiteListBody = SiteList.extend({ text: z.string().min(1).max(20_000) })
export const TriedSiteListView = z.object({
  /** What the list would hide (`identifier`), and what it would have detectors leave alone (`kept`), in turn 0. */
  findings: z.array(Finding),
  /** How many of the planted strings the text holds. */
  canaries: z.int(),
})
export type TriedSiteListView = z.infer<typeof TriedSiteListView>

const NameParams = z.strictObject({ name: SiteListName })

export const siteListRoutes = {
  listSiteLists: {
    method: 'GET',
    path: '/site-lists',
    permission: 'pipeline:execute',
    summary: 'The newest version of each list of words to hide or keep, without the words',
    query: z.strictObject({ limit: limitQuery(1, 200).optional() }),
    status: 200,
    answer: Ok(z.array(SiteListView)),
    audit: 'site_list.list',
  },
  getSiteList: {
    method: 'GET',
    path: '/site-lists/:name',
    permission: 'site_lists:write',
    summary: 'A list with its words: its newest version, or the one that is asked for',
    params: NameParams,
    query: z.strictObject({ version: limitQuery(1, 1_000_000_000).optional() }),
    status: 200,
    answer: Ok(SiteListContentView),
    audit: 'site_list.read',
  },
  saveSiteList: {
    method: 'POST',
    path: '/site-lists',
    permission: 'site_lists:write',
    summary: 'Make the next version of a list; the same words again make none',
    body: SaveSiteListBody,
    status: 200,
    answer: Ok(SiteListView),
    audit: 'site_list.write',
    maxBodyBytes: 4 * 1024 * 1024,
  },
  trySiteList: {
    method: 'POST',
    path: '/site-lists/try',
    permission: 'site_lists:write',
    summary: 'What a list would do to a text, before it is saved; neither is kept',
    body: TrySiteListBody,
    status: 200,
    answer: Ok(TriedSiteListView),
    audit: 'site_list.try',
    maxBodyBytes: 4 * 1024 * 1024,
  },
} as const satisfies Record<string, RouteContract>
