import { isKnownRole } from '../roles/index.ts'

const NAMED = /^\s{0,8}[[(<*]{0,2}([\p{L}][\p{L}\p{N}._'’ -]{0,39}?)[\])>*]{0,2}\s?[:：]\*{0,2}(?:\s+|$)/u

/** Whether cells say before their words who speaks: `Therapist: How are you?`, by the few names that come again. */
export function areNamed(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '')
  const names = filled.flatMap((cell) => NAMED.exec(cell)?.[1]?.trim().toLowerCase() ?? [])
  const distinct = new Set(names)
  if (filled.length < 2 || distinct.size < 2 || names.length < filled.length * 0.8) return false
  return [...distinct].every(isKnownRole) || distinct.size <= Math.min(8, names.length / 3)
}

/** A cell's speaker and words; `null` where nobody is named. */
export function splitNamed(cell: string): { speaker: string; text: string } | null {
  const [whole, speaker] = NAMED.exec(cell) ?? []
  return whole === undefined || speaker === undefined ? null : { speaker, text: cell.slice(whole.length).trim() }
}
