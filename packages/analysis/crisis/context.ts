import type { Document, Hit } from '../text/document.ts'

/** What the words around a hit say of whose it is, when it is, and whether it is meant. */
export interface Context {
  nearest: 'self' | 'other' | 'none'
  /** Tokens between the nearest person and the hit. */
  nearestDistance: number
  hasFirstPersonObject: boolean
  hasIntent: boolean
  isNegated: boolean
  isOfOthers: boolean
  isReported: boolean
  isAboutTopic: boolean
  isPast: boolean
  isResolved: boolean
  /** The sentence exaggerates. */
  isHyperbole: boolean
  /** The sentence speaks of a trifle or laughs. */
  isTrifle: boolean
}

const NEGATION_REACH = 5
const SUBJECT_REACH = 10
const REPORT_REACH = 8
const SENTENCE_REACH = 40
const TURN_REACH = 60

export function readContext(document: Document, hit: Hit): Context {
  const { turn, from, to } = hit
  const first = document.sentenceStart(turn, from, SENTENCE_REACH)
  const last = document.sentenceEnd(turn, to, SENTENCE_REACH)
  const { nearest, nearestDistance } = nearestPerson(document, first, from)
  const ownWords = someIn(document, 'first_person', from, to)
  const isBareTopic = !ownWords && to - from === 1
  const isPast = document.hitsWithin('crisis_shift', first, last).some(({ value }) => value === 'past')
  const near = document.hitsWithin(
    'crisis_shift',
    Math.max(document.turnStart[turn], from - TURN_REACH),
    Math.min(document.turnStart[turn + 1], to + TURN_REACH),
  )
  const isOfOthers = nearest === 'other' && !ownWords
  return {
    nearest,
    nearestDistance,
    hasFirstPersonObject: ownWords,
    hasIntent: someIn(document, 'intent', Math.max(first, from - 4), from),
    isNegated: isNegated(document, turn, first, from),
    isOfOthers: isOfOthers || (isBareTopic && nearest === 'none'),
    isReported: isReported(document, first, from),
    isAboutTopic: someIn(document, 'about_suicide', first, isBareTopic || !ownWords ? last : from),
    isPast,
    isHyperbole: someIn(document, 'hyperbole', first, last),
    isTrifle: someIn(document, 'trifle', first, last),
    isResolved: near.some(({ value }) => value === 'resolved'),
  }
}

function nearestPerson(document: Document, first: number, from: number): Pick<Context, 'nearest' | 'nearestDistance'> {
  for (let at = from - 1; at >= Math.max(first, from - SUBJECT_REACH); at--) {
    if (document.is('first_person', at)) {
      // "my brother": the possessive belongs to the other person, who was passed already.
      return { nearest: 'self', nearestDistance: from - 1 - at }
    }
    if (document.is('other_person', at) || document.is('second_person', at))
      return { nearest: 'other', nearestDistance: from - 1 - at }
  }
  return { nearest: 'none', nearestDistance: Infinity }
}

function isNegated(document: Document, turn: number, first: number, from: number): boolean {
  let found = false
  for (let at = from - 1; at >= Math.max(first, from - NEGATION_REACH); at--) {
    if (document.isPunctuation(at)) {
      const mark = document.mark(turn, at)
      if (mark === ',' || mark === ';' || mark === ':') break
    }
    if (document.is('double_negation', at)) return false
    if (document.is('negation', at)) found = true
    else if (document.word(turn, at) === 'but') break
  }
  return found
}

function isReported(document: Document, first: number, from: number): boolean {
  for (let at = from - 1; at > Math.max(first, from - REPORT_REACH); at--) {
    if (document.is('reporting', at) && document.is('other_person', at - 1)) return true
  }
  return false
}

function someIn(
  document: Document,
  set: 'first_person' | 'intent' | 'about_suicide' | 'hyperbole' | 'trifle',
  from: number,
  to: number,
): boolean {
  for (let at = from; at < to; at++) if (document.is(set, at)) return true
  return false
}
