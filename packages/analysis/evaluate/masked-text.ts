import type { Row } from '../model/index.ts'

/** The letters of a text around its labelled spans, in lower case: what rows of one template have in common. */
export function maskedText(row: Row): string {
  const characters = Array.from(String(row['text']))
  for (const { start, end } of row['spans']) characters.fill(' ', start, end)
  return characters
    .join('')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
}
