import { lexicon } from '../lexicons.ts'
import type { Document, Hit } from '../text/document.ts'
import { FRAMES, type Frame, type FrameCategory, type FrameSet } from './frame.ts'

/** What a found frame says of its wording. */
export interface FrameHit extends Hit<FrameCategory> {
  frame: Frame
}

const SENTENCE_REACH = 40

/** Frames found in turns that `isWanted` picks, in the order of their beginnings. */
export function findFrames(document: Document, isWanted: (turn: number) => boolean): FrameHit[] {
  const { ids, turnStart } = document
  const found: FrameHit[] = []
  for (let turn = 0; turn < document.turns.length; turn++) {
    if (!isWanted(turn)) continue
    for (let at = turnStart[turn]; at < turnStart[turn + 1]; at++) {
      const starting = openers()[ids[at]]
      if (!starting) continue
      for (const frame of starting) {
        const to = endOf(document, turn, at, frame)
        if (to > 0) found.push({ turn, from: at, to, value: frame.category, frame })
      }
    }
  }
  return found
}

let opening: (readonly Frame[] | undefined)[] | undefined

/** Frames by the number of the word that they may begin with. */
function openers(): readonly (readonly Frame[] | undefined)[] {
  if (opening) return opening
  const { sets, vocabulary } = lexicon()
  const table = Array.from<Frame[] | undefined>({ length: vocabulary.size })
  for (const frame of FRAMES)
    sets[frame.parts[0].words].forEach((isIn, id) => {
      if (isIn === 1) (table[id] ??= []).push(frame)
    })
  return (opening = table)
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
  const last = document.sentenceEnd(turn, to, SENTENCE_REACH)
  const has = (set: FrameSet): boolean => {
    for (let token = first; token < last; token++) if (document.is(set, token)) return true
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
