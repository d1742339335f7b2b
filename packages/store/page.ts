/** A part of a list, newest first; `nextCursor` is `null` at its end. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** Makes a page of `limit + 1` rows read: the extra one only says that there is more. The cursor is the last row's id. */
export function pageOf<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** All of a workspace, or what one user owns in it; beside that, all of other workspaces, and data sets that are named. */
export interface Scope {
  workspaceId: string
  userId?: string
  workspaceIds?: readonly string[]
  datasetIds?: readonly string[]
}

/**
 * What several queries found, newest first and each once: one query for all of it would scan. Each gives its newest
 * `limit + 1`, which are enough for a page and to see whether there are more.
 */
export async function newestOf<D extends { _id: string }>(found: readonly Promise<D[]>[], limit: number): Promise<D[]> {
  const byId = new Map((await Promise.all(found)).flat().map((document) => [document._id, document]))
  return [...byId.values()].toSorted((a, b) => (a._id < b._id ? 1 : -1)).slice(0, limit + 1)
}
