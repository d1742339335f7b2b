import { SiteListRef, SiteListWish, siteListText, type Dataset, type ExecuteSettings } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { siteListKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { findSiteList, wordsOf } from '../site-lists/read-site-list.ts'
import { dataKeyOf } from './data-key.ts'

export type SiteListDeps = Pick<ApiDeps, 'siteLists' | 'datasets' | 'keys' | 'keyRing' | 'artifacts'>

/**
 * Options in which a list of words that is named is its newest version, with a copy of it beside each data set, under
 * that data set's key: so a run says what it was made with, and what workers read goes when the data set goes.
 *
 * @throws NotFoundError for a list or version that there is not
 * @throws ConflictError when a recipe names other words than that version has
 */
export async function withSiteList(
  deps: SiteListDeps,
  workspaceId: string,
  datasets: readonly Pick<Dataset, 'id'>[],
  options: ExecuteSettings['options'],
): Promise<ExecuteSettings['options']> {
  const given = options?.processing?.['siteList']
  const [wish, ref] = [SiteListWish.safeParse(given), SiteListRef.safeParse(given)]
  if (!wish.success && !ref.success) return options
  const [name, version] = wish.success ? wish.data.split('@') : [ref.data!.name, String(ref.data!.version)]
  const record = await findSiteList(deps, workspaceId, name, version === undefined ? undefined : Number(version))
  if (ref.success && ref.data.sha256 !== record.sha256)
    throw new ConflictError('The list of that name and version has other words here.', {
      details: { site_list: name, version: record.version },
      userMessage:
        'The list that the recipe names has other words here. Name the list alone to take its newest version.',
    })
  const text = siteListText(await wordsOf(deps, record))
  const chosen: SiteListRef = { name: record.name, version: record.version, sha256: record.sha256 }
  for (const { id } of datasets)
    await deps.artifacts.write(siteListKey(id, chosen), await dataKeyOf(deps, id), [Buffer.from(text)])
  return { ...options, processing: { ...options?.processing, siteList: chosen } }
}
