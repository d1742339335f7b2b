import type { SiteList, SiteListRecord } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { readArtifactJson } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'

type Deps = Pick<ApiDeps, 'siteLists' | 'keys' | 'keyRing' | 'artifacts'>

/** A list's record: its newest version, or one of them. @throws NotFoundError */
export async function findSiteList(
  { siteLists }: Pick<Deps, 'siteLists'>,
  workspaceId: string,
  name: string,
  version?: number,
): Promise<SiteListRecord> {
  const record = await siteLists.find(workspaceId, name, version)
  if (record) return record
  throw new NotFoundError('There is no such list of words, or no such version of it.', {
    details: { site_list: name, ...(version !== undefined && { version }) },
    userMessage: 'There is no such list of words. ./techdeck site-lists shows those that there are.',
  })
}

/** The words of a list. */
export async function wordsOf({ keys, keyRing, artifacts }: Deps, record: SiteListRecord): Promise<SiteList> {
  const wrapped = await keys.get(record.dataKeyId)
  if (!wrapped) throw new NotFoundError('The key of this list is gone.', { details: { site_list: record.name } })
  return readArtifactJson<SiteList>(artifacts, record.artifact, await keyRing.unwrap(wrapped))
}
