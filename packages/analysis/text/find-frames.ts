import { lexicon } from '../lexicons.ts'
import type { Document, Hit } from './document.ts'
import type { Frame, FrameSet } from './frames.ts'

/** What a found frame says of its wording. */
export interface FrameHit<C extends string = string> extends Hit<C> {
  frame: Frame<C>
}

const SENTENCE_REACH = 40

/** Those of `frames` that stand in turns that `isWanted` picks, in the order of their beginnings. */
export function findFrames<C extends string>(
  document: Document,
  frames: readonly Frame<C>[],
  isWanted: (turn: number) => boolean,
): FrameHit<C>[] {
  const { ids, turnStart } = document
  const opening = openersOf(frames)
  const found: FrameHit<C>[] = []
  for (let turn = 0; turn < document.turns.length; turn++) {
    if (!isWanted(turn)) continue
    for (let at = turnStart[turn]; at < turnStart[turn + 1]; at++) {
      const starting = opening[ids[at]]
      if (!starting) continue
      for (const place of starting) {
        const frame = frames[place]
        const to = endOf(document, turn, at, frame)
        if (to > 0) found.push({ turn, from: at, to, value: frame.category, frame })
      }
    }
  }
  return found
}

/** Places of frames by the number of the word that they may begin with. */
type Openers = readonly (readonly number[] | undefined)[]
const known = new WeakMap<readonly Frame[], Openers>()

function openersOf(frames: readonly Frame[]): Openers {
  let openers = known.get(frames)
  if (!openers) known.set(frames, (openers = readOpeners(frames)))
  return openers
}

function readOpeners(frames: readonly Frame[]): Openers {
  const { sets, vocabulary } = lexicon()
  const table = Array.from<number[] | undefined>({ length: vocabulary.size })
  frames.forEach((frame, place) =>
    sets[frame.parts[0].words].forEach((isIn, id) => {
      if (isIn === 1) (table[id] ??= []).push(place)
    }),
  )
  return table
}

/** The token after a frame that begins at `from`; 0 where it does not stand there. */
function endOf(document: Document, turn: number, from: number, frame: Frame): number {
  const end = document.turnStart[turn + 1]
  let at = from
  for (const { words, gap } of frame.parts.slice(1)) {
    const last = Math.min(end - 1, at + gap + 1)
    let next = at + 1
    for (; next <= last && !document.is(words, next); next++)
      if (document.endsSentence(turn, next) || (frame.isOwn && isForeign(document, next))) return 0
    if (next > last) return 0
    at = next
  }
  const to = at + 1
  if (to < end && frame.notBefore.some((set) => document.is(set, to))) return 0
  if (frame.mustEnd && isContinued(document, turn, to)) return 0
  if (frame.with.length === 0 && frame.without.length === 0) return to
  const first = document.sentenceStart(turn, from, SENTENCE_REACH)
  // With the mark at its end.
  const until = Math.min(end, document.sentenceEnd(turn, to, SENTENCE_REACH) + 1)
  const has = (set: FrameSet): boolean => {
    for (let token = first; token < until; token++) if (document.is(set, token)) return true
    return false
  }
  return frame.with.every(has) && !frame.without.some(has) ? to : 0
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
