export const cursorOf = (epoch: number, seq: number): string => `${epoch}:${seq}`

/** Reads a cursor; `null` when it is not of the form `epoch:seq`. */
export function parseCursor(cursor: string): { epoch: number; seq: number } | null {
  const match = /^(\d{1,9}):(\d{1,12})$/.exec(cursor)
  return match ? { epoch: Number(match[1]), seq: Number(match[2]) } : null
}
