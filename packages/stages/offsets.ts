const PAIR = /[\ud800-\udbff][\udc00-\udfff]/

/** Converts offsets in code points, as findings have them, to offsets in a JavaScript string. */
export function toUnits(text: string): (codePoints: number) => number {
  if (!PAIR.test(text)) return (at) => at
  const units: number[] = []
  let unit = 0
  for (const character of text) {
    units.push(unit)
    unit += character.length
  }
  return (at) => (at < units.length ? units[at] : text.length)
}

/** The length of a text in code points. */
export function codePoints(text: string): number {
  if (!PAIR.test(text)) return text.length
  let n = 0
  for (const _ of text) n++
  return n
}
