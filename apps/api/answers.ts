import type { PageOf } from './deps.ts'

/** A successful answer. */
export const ok = <D>(data: D) => ({ success: true as const, data })

/** A successful answer that is one page of a list. */
export const page = <T, V>({ items, nextCursor }: PageOf<T>, toView: (item: T) => V) => ({
  success: true as const,
  data: items.map(toView),
  meta: { next_cursor: nextCursor },
})

export const DEFAULT_PAGE = 50

export const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null
