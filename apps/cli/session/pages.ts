const PAGE = 200

interface PageOf<T> {
  data: T[]
  meta: { next_cursor: string | null }
}

/** Reads a list page by page until `limit` items are there or it ends; `more` says whether something was left. */
export async function takePages<T>(
  limit: number,
  read: (query: { limit: number; cursor?: string }) => Promise<PageOf<T>>,
): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: PageOf<T> = await read({
      limit: Math.min(PAGE, limit - items.length),
      ...(cursor !== null && { cursor }),
    })
    items.push(...page.data)
    cursor = page.meta.next_cursor
  } while (cursor !== null && items.length < limit)
  return { items, more: cursor !== null }
}
