import { routes, siteListText, type SiteListRecord } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toSiteListView } from './view.ts'

type Deps = Pick<ApiDeps, 'siteLists' | 'keys' | 'keyRing' | 'artifacts' | 'clock'>

/**
 * `POST /site-lists`: the next version, sealed under a key of its own. Earlier ones stay, since runs were made with
 * them; equal words make no new version. The order is key, artifact, record.
 */
export const saveSiteList: Route<Deps> = async (app, { siteLists, keys, keyRing, artifacts, clock }) => {
  app.route({
    ...serve(routes.saveSiteList),
    handler: async (request) => {
      const { workspaceId, userId } = whoAsks(request)
      const { name, hide, keep, canaries } = request.body
      const text = siteListText(request.body)
      const hash = sha256(text)
      const newest = await siteLists.find(workspaceId, name)
      if (newest?.sha256 === hash) return ok(toSiteListView(newest))
      const version = (newest?.version ?? 0) + 1
      const { dataKey, wrapped } = await keyRing.newDataKey(newId())
      const artifact = `${wrapped.datasetId}/site-list`
      await keys.create(wrapped)
      await artifacts.write(artifact, dataKey, [Buffer.from(text)])
      const record: SiteListRecord = {
        id: [workspaceId, name, version].join('.'),
        workspaceId,
        name,
        version,
        sha256: hash,
        counts: { hide: hide.length, keep: keep.length, canaries: canaries.length },
        artifact,
        dataKeyId: wrapped.id,
        createdBy: userId,
        createdAt: clock.now(),
      }
      await siteLists.create(record)
      request.access = { dataId: record.id, details: { version, ...record.counts } }
      return ok(toSiteListView(record))
    },
  })
}
