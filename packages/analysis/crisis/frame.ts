import { classes, frames } from './frame-data.ts'

export type FrameCategory = keyof typeof frames

/** One line of {@link frames}, read. */
export interface Frame {
  category: FrameCategory
  parts: readonly { words: FrameSet; gap: number }[]
  with: readonly FrameSet[]
  without: readonly FrameSet[]
  notBefore: readonly FrameSet[]
  isOwn: boolean
  isBare: boolean
  isOfOther: boolean
  isLiteral: boolean
  mustEnd: boolean
}

/** The name of a table of words in the lexicon: the words themselves, so that equal ones are kept once. */
export type FrameSet = `frame:${string}`

const MARK = /^[+!-]/

/** Every frame, in the order of the data. */
export const FRAMES: readonly Frame[] = Object.entries(frames).flatMap(([category, lines]) =>
  lines.map((line) => readFrame(category as FrameCategory, line)),
)

/** The words of every part, by the name of its table: what the lexicon has to know. */
export const frameSets: Readonly<Record<FrameSet, string>> = Object.fromEntries(
  FRAMES.flatMap(({ parts, with: also, without, notBefore }) => [
    ...parts.map(({ words }) => words),
    ...also,
    ...without,
    ...notBefore,
  ]).map((name) => [name, name.slice('frame:'.length)]),
)

function readFrame(category: FrameCategory, line: string): Frame {
  const parts: { words: FrameSet; gap: number }[] = []
  const items = line.split(' ')
  let gap = 0
  for (const item of items) {
    if (/^\d+$/.test(item)) gap = Number(item)
    else if (!MARK.test(item) && !item.startsWith('@')) {
      parts.push({ words: setOf(item), gap })
      gap = 0
    }
  }
  const marked = (mark: string) => items.filter((item) => item.startsWith(mark)).map((item) => setOf(item.slice(1)))
  const has = (flag: string) => items.includes(`@${flag}`)
  return {
    category,
    parts,
    with: marked('+'),
    without: marked('-'),
    notBefore: marked('!'),
    isOwn: has('own'),
    isBare: has('bare'),
    isOfOther: has('other'),
    isLiteral: has('literal'),
    mustEnd: has('ends'),
  }
}

function setOf(item: string): FrameSet {
  const words = item.split('|').flatMap((word) => (isClass(word) ? classes[word].split(' ') : [word]))
  const spelt = words.flatMap((word) => (word.endsWith('~') ? misspellingsOf(word.slice(0, -1)) : [word]))
  return `frame:${[...new Set(spelt)].toSorted().join(' ')}`
}

function isClass(word: string): word is keyof typeof classes {
  return Object.hasOwn(classes, word)
}

/** A word with a letter left out, or two that changed places. */
function misspellingsOf(word: string): string[] {
  const places = Array.from({ length: word.length - 1 }, (_, at) => at + 1)
  return places.flatMap((at) => [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1),
  ])
}
