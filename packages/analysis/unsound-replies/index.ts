import type { Finding } from '@techdeck/contracts'
import { shippedScorer, turnsOf } from '../model/index.ts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import { findFrames, withoutRepeats } from '../text/find-frames.ts'
import type { DetectorTurn } from '../types.ts'
import { UNSOUND_FRAMES } from './frame-data.ts'
import { replyInput, replyModel, UNSAFE_KINDS, unsafeShare, type UnsafeKind } from './model.ts'

const REASONS: Record<string, string> = {
  diagnosing: 'the helper diagnoses outright',
  stop_medication: 'the helper advises on stopping or changing medication',
  boundary: 'the helper crosses a professional boundary',
  judgement: 'the helper judges or blames',
  promise: 'the helper promises an outcome',
}
const CARE_REACH = 6
const QUOTES = new Set(['"', '“', '‘', '«', '„'])

/**
 * Finds replies of the helper that are unsound: diagnosing outright, advice to stop medication, broken boundaries,
 * blame, promised cures. Kind `unsound_reply`, the category names which. Advice that warns ("don't stop taking your
 * medication") is left.
 */
export function findUnsoundReplies(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  const isHelper = (turn: number): boolean => document.turns[turn].role === 'therapist'
  const listed = [...document.hits('outright'), ...diagnoses(document)].filter(({ turn }) => isHelper(turn))
  const hits = withoutRepeats([...listed, ...findFrames(document, UNSOUND_FRAMES, isHelper)]).filter(
    (hit) => !isWarning(document, hit),
  )
  return hits
    .map((hit) =>
      document.findingOf('unsound_reply', hit.value, hit, hit.value === 'promise' ? 0.55 : 0.7, REASONS[hit.value]),
    )
    .toSorted((a, b) => a.turn - b.turn || a.start - b.start)
}

/** How safe a turn of the helper is as a reply to the turn before it. */
export interface ReplyRating {
  turn: number
  /** How likely the reply is unsafe. */
  unsafe: number
  /** In what way it would be, most likely. */
  kind: UnsafeKind
}

/** Rates each turn of the helper that answers somebody, by a model. */
export function rateReplies(turns: readonly DetectorTurn[]): ReplyRating[] {
  const document = prepare(turns)
  const scorer = shippedScorer(replyModel)
  const replies = turnsOf(document, 'therapist').filter((turn) => turn > 0 && turns[turn - 1].role !== 'therapist')
  const all = scorer.scoreAll(replies.map((turn) => replyInput(document, turn)))
  return replies.map((turn, at) => {
    const probabilities = all.subarray(at * 2 * UNSAFE_KINDS.length, (at + 1) * 2 * UNSAFE_KINDS.length)
    let most = 0
    for (let kind = 1; kind < UNSAFE_KINDS.length; kind++)
      if (probabilities[kind * 2 + 1] > probabilities[most * 2 + 1]) most = kind
    return { turn, unsafe: unsafeShare(probabilities), kind: UNSAFE_KINDS[most] }
  })
}

/** "You have" directly before the name of a disorder. */
function diagnoses(document: Document): Hit[] {
  return document.hits('diagnosing').flatMap((lead) => {
    const disorder = document
      .hitsWithin('disorder', lead.to, lead.to + 1)
      .find(({ turn, from }) => turn === lead.turn && from === lead.to)
    return disorder && !isQuestion(document, lead) ? [{ ...lead, to: disorder.to, value: 'diagnosing' }] : []
  })
}

const isQuestion = (document: Document, { turn, to, from }: Hit): boolean => {
  const end = document.sentenceEnd(turn, to)
  const asks = end < document.turnStart[turn + 1] && document.mark(turn, end) === '?'
  return asks || document.is('conditional', from - 1) || document.is('conditional', from - 2)
}

/** Whether words before say that it is not so, or that others say it: a warning, a doubt, something quoted. */
function isWarning(document: Document, hit: Hit): boolean {
  const { turn, from, value } = hit
  const first = document.turnStart[turn]
  if (from > first && QUOTES.has(document.mark(turn, from - 1))) return true
  if (value === 'judgement' && document.word(turn, from).slice(0, 4) !== 'what' && isQuestion(document, hit))
    return true
  for (let at = Math.max(first, from - CARE_REACH); at < from; at++) {
    if (document.is('negation', at) || document.is('doubt', at)) return true
    if (value === 'stop_medication' && document.is('care', at)) return true
  }
  return false
}
