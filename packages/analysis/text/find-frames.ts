import { lexicon } from '../lexicons.ts'
import type { Document, Hit } from './document.ts'
import { wordsOf, type Frame, type FrameSet } from './frames.ts'

/** What a found frame says of its wording. */
export interface FrameHit<C extends string = string> extends Hit<C> {
  frame: Frame<C>
}

const SENTENCE_REACH = 40

/** Those of `frames` that stand in turns that `isWanted` picks, by turns. Linear in the text. */
export function findFrames<C extends string>(
  document: Document,
  frames: readonly Frame<C>[],
  isWanted: (turn: number) => boolean,
): FrameHit<C>[] {
  const { ids, turnStart } = document
  const { isAnchor, anchored, compiled, sets } = compiledOf(frames)
  const found: FrameHit<C>[] = []
  for (let turn = 0; turn < document.turns.length; turn++) {
    if (!isWanted(turn)) continue
    for (let at = turnStart[turn]; at < turnStart[turn + 1]; at++) {
      if (isAnchor[ids[at]] === 0) continue
      for (const place of anchored.get(ids[at])!) {
        const frame = frames[place]
        const range = rangeOf(document, turn, at, sets, compiled[place], frame)
        if (range) found.push({ turn, from: range[0], to: range[1], value: frame.category, frame })
      }
    }
  }
  return found
}

/** A frame with the numbers of the sets of its words. */
interface Compiled {
  parts: readonly number[]
  /** How many tokens may stand before each part. */
  gaps: readonly number[]
  /** The part that is looked for first: the one of the least common words. */
  anchor: number
  with: readonly number[]
  without: readonly number[]
  notBefore: readonly number[]
}

/**
 * Which words are in which sets, by bits for each word: a text has few words, and frames ask of each in many sets. A
 * table for each set would be far from the processor every time.
 */
class WordSets {
  /** By the number of a word where its bits begin; 0 for words of no set. */
  private readonly rows: Uint32Array
  private readonly bits: Int32Array
  private readonly width: number

  /** @param sets by their numbers: the numbers of the words that are in each */
  constructor(sets: readonly (readonly number[])[], words: number) {
    this.width = Math.ceil(sets.length / 32)
    this.rows = new Uint32Array(words)
    const bits = Array.from({ length: this.width }, () => 0)
    for (const [set, members] of sets.entries())
      for (const word of members) {
        if (this.rows[word] === 0) {
          this.rows[word] = bits.length
          for (let at = 0; at < this.width; at++) bits.push(0)
        }
        bits[this.rows[word] + (set >>> 5)] |= 1 << (set & 31)
      }
    this.bits = Int32Array.from(bits)
  }

  has(set: number, word: number): boolean {
    return ((this.bits[this.rows[word] + (set >>> 5)] >>> (set & 31)) & 1) === 1
  }
}

interface CompiledFrames {
  sets: WordSets
  compiled: readonly Compiled[]
  /** By the numbers of words, 1 for those that are an anchor. */
  isAnchor: Uint8Array
  /** Places of frames by the numbers of their anchors' words. */
  anchored: ReadonlyMap<number, readonly number[]>
}

const known = new WeakMap<readonly Frame[], CompiledFrames>()

function compiledOf(frames: readonly Frame[]): CompiledFrames {
  let compiled = known.get(frames)
  if (!compiled) known.set(frames, (compiled = compile(frames)))
  return compiled
}

/** Words that many sentences have: frames are not looked for by them where it can be helped. */
const COMMON = new Set(
  "i i'm i'll i'd i've im me my you you're your it it's the a an to and of in on at for with is was that this so when where if not don't can't no never be been have has had do did just will would could can like out up all about get got take took know think feel make made want going go one what what's how he she they we his her him them or as but from by people time really say said see life better too over way back hard again need ?".split(
    ' ',
  ),
)

function compile(frames: readonly Frame[]): CompiledFrames {
  const { groups, vocabulary } = lexicon()
  const isAnchor = new Uint8Array(vocabulary.size)
  const anchored = new Map<number, number[]>()
  const numbers = new Map<FrameSet, number>()
  const numberOf = (name: FrameSet): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return numbers.get(name)!
  }
  const compiled = frames.map((frame, place): Compiled => {
    const costs = frame.parts.map(({ words }) => wordsOf(words).filter((word) => COMMON.has(word)).length)
    const anchor = costs.indexOf(Math.min(...costs))
    for (const id of new Set(groups[frame.parts[anchor].words])) {
      if (isAnchor[id] === 0) anchored.set(id, [])
      isAnchor[id] = 1
      anchored.get(id)!.push(place)
    }
    return {
      parts: frame.parts.map(({ words }) => numberOf(words)),
      gaps: frame.parts.map(({ gap }) => gap),
      anchor,
      with: frame.with.map(numberOf),
      without: frame.without.map(numberOf),
      notBefore: frame.notBefore.map(numberOf),
    }
  })
  const members = [...numbers.keys()].map((name) => groups[name])
  return { sets: new WordSets(members, vocabulary.size), compiled, isAnchor, anchored }
}

/** The tokens of a frame whose anchor stands at `at`; `null` where the rest is not there. */
function rangeOf(
  document: Document,
  turn: number,
  at: number,
  sets: WordSets,
  { parts, gaps, anchor, with: also, without, notBefore }: Compiled,
  { isOwn, mustEnd }: Frame,
): readonly [from: number, to: number] | null {
  const { ids, turnStart } = document
  const start = turnStart[turn]
  const end = turnStart[turn + 1]
  let to = at
  for (let part = anchor + 1; part < parts.length; part++) {
    const last = Math.min(end - 1, to + gaps[part] + 1)
    const words = parts[part]
    let next = to + 1
    while (next <= last && !sets.has(words, ids[next])) next++
    if (next > last || isBroken(document, turn, to + 1, next, isOwn)) return null
    to = next
  }
  let from = at
  for (let part = anchor - 1; part >= 0; part--) {
    const first = Math.max(start, from - gaps[part + 1] - 1)
    const words = parts[part]
    let next = from - 1
    while (next >= first && !sets.has(words, ids[next])) next--
    if (next < first || isBroken(document, turn, next + 1, from, isOwn)) return null
    from = next
  }
  to++
  if (to < end && notBefore.some((set) => sets.has(set, ids[to]))) return null
  if (mustEnd && isContinued(document, turn, to)) return null
  if (also.length > 0 || without.length > 0) {
    const first = document.sentenceStart(turn, from, SENTENCE_REACH)
    // With the mark at its end.
    const until = Math.min(end, document.sentenceEnd(turn, to, SENTENCE_REACH) + 1)
    const has = (set: number): boolean => {
      for (let token = first; token < until; token++) if (sets.has(set, ids[token])) return true
      return false
    }
    if (!also.every(has) || without.some(has)) return null
  }
  return [from, to]
}

/** Whether a sentence ends between two parts, or what is one's own is said of somebody else. */
function isBroken(document: Document, turn: number, from: number, to: number, isOwn: boolean): boolean {
  for (let at = from; at < to; at++)
    if (document.endsSentence(turn, at) || (isOwn && isForeign(document, at))) return true
  return false
}

/** Whether a word between the parts of what is one's own and meant says that it is not. */
const isForeign = (document: Document, at: number): boolean =>
  document.is('other_person', at) || document.is('negation', at)

/** Whether what stands before token `to` goes on as something else: "tired of living with my parents". */
export function isContinued(document: Document, turn: number, to: number): boolean {
  const last = document.turnStart[turn + 1]
  const next = to < last && document.is('wish_preposition', to) ? to + 1 : to
  const isEnd = next >= last || document.isPunctuation(next)
  return !isEnd && !document.is('after_wish', next) && !document.is('after_wish', to - 1)
}

/** In the order of the text; of those that overlap the first. */
export function withoutRepeats(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => a.turn - b.turn || a.from - b.from)) {
    const last = kept.at(-1)
    if (!last || last.turn !== hit.turn || hit.from >= last.to) kept.push(hit)
  }
  return kept
}
