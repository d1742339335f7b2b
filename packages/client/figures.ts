// How those who show what the API answers write it: sizes in bytes, durations in milliseconds, shares and scores in [0, 1].

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** `1,234`. */
export const formatCount = (count: number): string => whole.format(count)

/** `56 %`, of a share in [0, 1]. */
export const formatShare = (share: number): string => `${whole.format(share * 100)} %`

/** `0.82`, of a score in [0, 1]. */
export const formatScore = (score: number): string => score.toFixed(2)

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** `999 B`, `1.2 MB`; powers of 1,000. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? whole.format(value) : tenths.format(value)} ${UNITS[unit]}`
}

/** `340 ms`, `2.4 s`, `3 min 05 s`, `1 h 07 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${whole.format(ms)} ms`
  if (ms < 59_950) return `${tenths.format(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

const pad = (part: number): string => String(part).padStart(2, '0')

/** `1 row`, `2 rows`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
