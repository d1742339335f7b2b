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
