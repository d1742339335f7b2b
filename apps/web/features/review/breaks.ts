const PAUSE_MS = 5 * 60_000
const IN_A_ROW = 5

/** How many of these openings lie before now without a pause of five minutes among them. */
export function inARow(openings: readonly number[], now: number): number {
  let later = now
  let count = 0
  for (const at of openings.toReversed()) {
    if (later - at >= PAUSE_MS) break
    later = at
    count++
  }
  return count
}

/** Whether whoever opened these distressing texts should do something else for a while. */
export const isBreakDue = (openings: readonly number[], now: number): boolean => inARow(openings, now) >= IN_A_ROW
