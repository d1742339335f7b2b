/**
 * Wording by its parts, where other words may stand in between: what phrases cannot list. By what it tells of, a line each:
 *
 * Parts stand in the order of the text and in one sentence: a class, or words with `|` between them. A number says how
 * many tokens may stand before the next part. `+` names what must stand anywhere in the sentence, `-` what must not, `!`
 * what must not follow directly. `@own`: nobody else is named and nothing negated between the parts. `@bare`: counts
 * where no person is named at all. `@ends`: nothing follows that would make it something else ("tired of living with my
 * parents"). `@literal`: is no idiom, even if its words are those of one. `@other`: somebody else does it.
 * `@negated`: a negation before is part of it. `~` after a
 * word stands for its misspellings.
 */
export type FrameLines<C extends string = string> = Readonly<Record<C, readonly string[]>>

/** One line, read. */
export interface Frame<C extends string = string> {
  category: C
  parts: readonly { words: FrameSet; gap: number }[]
  with: readonly FrameSet[]
  without: readonly FrameSet[]
  notBefore: readonly FrameSet[]
  isOwn: boolean
  isBare: boolean
  isOfOther: boolean
  isLiteral: boolean
  isNegated: boolean
  mustEnd: boolean
}

/** The name of a table of words in the lexicon: the words themselves, so that equal ones are kept once. */
export type FrameSet = `frame:${string}`

const MARK = /^[+!-]/

/** Reads frames; `classes` are words that stand for each other, by a name in capitals. */
export const readFrames = <C extends string>(
  lines: FrameLines<C>,
  classes: Readonly<Record<string, string>>,
): readonly Frame<C>[] =>
  Object.entries<readonly string[]>(lines).flatMap(([category, own]) =>
    own.map((line) => readFrame(category as C, line, classes)),
  )

export const wordsOf = (set: FrameSet): string[] => set.slice('frame:'.length).split(' ')

/** The words of every part, by the name of its table: what the lexicon has to know. */
export const setsOf = (frames: readonly Frame[]): Record<FrameSet, string> =>
  Object.fromEntries(
    frames
      .flatMap(({ parts, with: also, without, notBefore }) => [
        ...parts.map(({ words }) => words),
        ...also,
        ...without,
        ...notBefore,
      ])
      .map((name) => [name, wordsOf(name).join(' ')]),
  )

function readFrame<C extends string>(category: C, line: string, classes: Readonly<Record<string, string>>): Frame<C> {
  const setOf = (item: string): FrameSet => nameOf(item, classes)
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
    isNegated: has('negated'),
    mustEnd: has('ends'),
  }
}

function nameOf(item: string, classes: Readonly<Record<string, string>>): FrameSet {
  const words = item.split('|').flatMap((word) => (Object.hasOwn(classes, word) ? classes[word].split(' ') : [word]))
  const spelt = words.flatMap((word) => (word.endsWith('~') ? misspellingsOf(word.slice(0, -1)) : [word]))
  return `frame:${[...new Set(spelt)].toSorted().join(' ')}`
}

/** A word with a letter left out, or two that changed places. */
function misspellingsOf(word: string): string[] {
  const places = Array.from({ length: word.length - 1 }, (_, at) => at + 1)
  return places.flatMap((at) => [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1),
  ])
}
