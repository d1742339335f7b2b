import { DEFAULT_WORKSPACE, type Dataset, type DownloadedView } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'

const PAGE = 200
/** Enough for anybody to act on; the audit log has all of them. */
const MOST = 1000

/** Exports of a data set that were downloaded, by whom and when last: each file once a user, newest first. */
export async function downloadsOf(
  { audit }: Pick<ApiDeps, 'audit'>,
  { id }: Pick<Dataset, 'id'>,
): Promise<DownloadedView[]> {
  const found = new Map<string, DownloadedView>()
  for (let cursor: string | null = null; found.size < MOST;) {
    const page = await audit.search(
      { workspaceId: DEFAULT_WORKSPACE, dataId: id, operation: 'export.download' },
      cursor,
      PAGE,
    )
    for (const { userId, executionId, details, timestamp } of page.items) {
      const { sha256, name } = details
      const key = JSON.stringify([userId, executionId, sha256])
      const known = found.get(key)
      if (known) known.count++
      else
        found.set(key, {
          execution_id: executionId,
          user_id: userId,
          name: typeof name === 'string' ? name : null,
          sha256: typeof sha256 === 'string' ? sha256 : null,
          last_at: timestamp.toISOString(),
          count: 1,
        })
    }
    cursor = page.nextCursor
    if (cursor === null) break
  }
  return [...found.values()]
}
