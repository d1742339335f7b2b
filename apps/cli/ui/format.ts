import { formatBytes } from '@techdeck/client/figures'

/** `1.2 MB/s`. */
export const formatRate = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`

/** A time of the wire in the reader's zone, to the second; `–` where there is none. */
export function formatTime(time: string | null): string {
  if (time === null) return '–'
  const date = new Date(time)
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-')
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

const pad = (part: number): string => String(part).padStart(2, '0')

/**
 * Text of others, such as names and sample turns, made fit for a terminal: characters that move the cursor, hide text or
 * turn its direction are shown as `·`, line breaks as spaces.
 */
export const printable = (text: string): string =>
  text
    .replace(/[\t\n\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu, '·')
