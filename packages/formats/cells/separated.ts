import type { RawTurn } from '../types.ts'

/** Signs that corpora put between the turns of one line, blanks around them aside. */
const SEPARATORS = [
  '__eou__ __eot__',
  '__eou__',
  '__eot__',
  ' EOS ',
  '<eos>',
  '[EOS]',
  '<sep>',
  '[SEP]',
  '<SEP>',
  '</s>',
  '<eou>',
  '<EOU>',
  '[EOU]',
  '<eot>',
  '<utt>',
  '<|sep|>',
  '<|endoftext|>',
  '[TURN]',
  '<turn>',
  '|||',
  ' || ',
  '\\n\\n',
  '\\n',
  '\t\t',
] as const

/** What stands before the words of each turn, by place: numbers divided by blanks. */
export interface Prefix {
  fields: number
  /** Place of the number that tells the speaker, and of the one that counts turns; −1 where there is none. */
  speaker: number
  order: number
}

export interface Separated {
  kind: 'separated'
  separator: string
  prefix: Prefix
}

/** How turns are separated in most of these texts; `null` where nothing separates them. */
export function separatorOf(texts: readonly string[]): Separated | null {
  const separator = SEPARATORS.find((sign) => texts.filter((text) => text.includes(sign)).length >= texts.length * 0.6)
  if (separator === undefined) return null
  return { kind: 'separated', separator, prefix: prefixOf(texts.map((text) => segmentsOf(text, separator))) }
}

export const segmentsOf = (text: string, separator: string): string[] =>
  text
    .split(
      separator.trim() === ''
        ? separator
        : separator.trim() === separator
          ? separator
          : new RegExp(`(?:^|\\s)${separator.trim()}(?:\\s|$)`),
    )
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '')

const NUMBERS = /^(?:[+-]?\d+(?:\.\d+)?\s+){0,6}/

function prefixOf(windows: readonly string[][]): Prefix {
  const all = windows.flat()
  const counts = all.map((segment) => numbersOf(segment).length)
  const fields = counts.length > 0 ? Math.min(...counts) : 0
  const none = { fields: 0, speaker: -1, order: -1 }
  if (fields === 0) return none
  const columns = Array.from({ length: fields }, (_, field) => all.map((segment) => numbersOf(segment)[field]))
  const order = columns.findIndex(
    (_, field) => windows.every((window) => risesIn(window, field)) && windows.some((window) => window.length > 1),
  )
  const speaker = columns.findIndex(
    (values, field) =>
      field !== order &&
      new Set(values).size >= 2 &&
      new Set(values).size <= 8 &&
      values.every((value) => /^\d+$/.test(value)),
  )
  return { fields, speaker, order }
}

const numbersOf = (segment: string): string[] =>
  (NUMBERS.exec(segment)?.[0] ?? '').split(/\s+/).filter((part) => part !== '')

const risesIn = (window: readonly string[], field: number): boolean =>
  window.every(
    (segment, at) => at === 0 || Number(numbersOf(segment)[field]) > Number(numbersOf(window[at - 1])[field]),
  )

const TAG = /^\[([\p{L}][\p{L}\p{N} ,/&'-]{1,60})\]\s*/u

/** The turn of one segment, at its place among the others. Without a speaker of its own, two take turns. */
export function turnOfSegment(segment: string, { fields, speaker, order }: Prefix, place: number): RawTurn {
  const numbers = fields > 0 ? numbersOf(segment).slice(0, fields) : []
  let text = segment
  for (let field = 0; field < fields; field++) text = text.replace(/^\S+\s*/, '')
  const labels: { [name: string]: string } = {}
  for (const [field, value] of numbers.entries())
    if (field !== speaker && field !== order) labels[`number_${field + 1}`] = value
  const tag = fields > 0 ? TAG.exec(text) : null
  if (tag?.[1] !== undefined) labels['tag'] = tag[1]
  return {
    speaker: speaker >= 0 ? numbers[speaker] : place % 2 === 0 ? 'A' : 'B',
    text: tag ? text.slice(tag[0].length) : text,
    ...(Object.keys(labels).length > 0 && { labels }),
  }
}

/** What makes a segment the same one in another window: all but numbers that speak of the window. */
export const identityOf = (segment: string, { fields, speaker, order }: Prefix): string =>
  fields === 0
    ? segment
    : [
        ...numbersOf(segment)
          .slice(0, fields)
          .filter((_, field) => field === speaker || field === order),
        segment.replace(new RegExp(`^(?:\\S+\\s+){${fields}}`), ''),
      ].join(' ')
