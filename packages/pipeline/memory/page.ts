/** At most `limit` of the items behind the id `after`, in order of their ids. */
export function pageAfter<T extends { id: string }>(items: readonly T[], limit: number, after: string | null): T[] {
  return items
    .filter(({ id }) => after === null || id > after)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}
