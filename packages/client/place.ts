import { parseCursor } from '@techdeck/contracts'

/** Whether an event is the next one after `last`. Another epoch begins anew. */
export function placeOf(cursor: string, last: string | undefined): 'next' | 'known' | 'hole' {
  const now = parseCursor(cursor)
  const before = last === undefined ? { epoch: now?.epoch, seq: 0 } : parseCursor(last)
  if (!now || !before || now.epoch !== before.epoch) return 'next'
  if (now.seq <= before.seq) return 'known'
  return now.seq === before.seq + 1 ? 'next' : 'hole'
}
