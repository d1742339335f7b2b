import { prepare, type Document } from '../text/document.ts'
import type { ListName } from '../lexicons.ts'
import { BEHAVIOURS, type Behaviour, type BehaviourLabel, type DetectorTurn } from '../types.ts'
import { readShape, type TurnShape } from './features.ts'

/**
 * Codes each turn of the helper as question, reflection, therapist input or other, after motivational interviewing's
 * notions and by rules over cues and sentence forms. Questions say whether they are open, reflections whether they are
 * complex. One label a turn: where a turn does several things, the question wins, then what has most cues.
 */
export function codeBehaviours(turns: readonly DetectorTurn[]): BehaviourLabel[] {
  const document = prepare(turns)
  const cues = countCues(document)
  const labels: BehaviourLabel[] = []
  for (let turn = 0; turn < turns.length; turn++) {
    if (turns[turn].role === 'therapist') labels.push(codeTurn(document, turn, readShape(document, turn), cues))
  }
  return labels
}

interface Cues {
  asksOpen: Uint16Array
  requests: Uint16Array
  reflects: Uint16Array
  informs: Uint16Array
  affirms: Uint16Array
  means: Uint16Array
}

function countCues(document: Document): Cues {
  const count = (list: ListName, value?: string) => {
    const counts = new Uint16Array(document.texts.length)
    for (const hit of document.hits(list)) if (value === undefined || hit.value === value) counts[hit.turn]++
    return counts
  }
  return {
    asksOpen: count('asks', 'open'),
    requests: count('asks', 'request'),
    reflects: count('reflects'),
    informs: count('informs'),
    affirms: count('affirms'),
    means: count('means'),
  }
}

function codeTurn(document: Document, turn: number, shape: TurnShape, cues: Cues): BehaviourLabel {
  const scores = scoreTurn(shape, cues, turn)
  let label: Behaviour = BEHAVIOURS[0]
  for (const other of BEHAVIOURS) if (scores[other] > scores[label]) label = other
  let next = -Infinity
  for (const other of BEHAVIOURS) if (other !== label) next = Math.max(next, scores[other])
  const confidence = Math.min(0.95, 0.5 + (scores[label] - next) / 8)
  const index = document.turns[turn].index
  if (label === 'question')
    return {
      turn: index,
      label,
      confidence,
      questionKind: cues.asksOpen[turn] + cues.requests[turn] > 0 ? 'open' : 'closed',
    }
  if (label === 'reflection')
    return { turn: index, label, confidence, reflectionKind: cues.means[turn] > 0 ? 'complex' : 'simple' }
  return { turn: index, label, confidence }
}

/** The rules as points for each label; tuned by hand on one half of AnnoMI's transcripts. */
function scoreTurn(shape: TurnShape, cues: Cues, turn: number): Record<Behaviour, number> {
  const reflects = Math.min(4, cues.reflects[turn])
  const informs = Math.min(5, cues.informs[turn])
  const affirms = Math.min(3, cues.affirms[turn])
  const { content, asked, declared, unmarked, you, self } = shape
  const youShare = you / Math.max(1, you + self)
  return {
    question:
      3.5 * Math.min(1, asked) +
      1 * Math.min(1, declared) +
      1.5 * Math.min(1, unmarked) +
      (declared && content <= 4 ? 1.5 : 0) +
      (cues.requests[turn] > 0 ? 2 : 0),
    reflection:
      1.1 * reflects +
      (declared && content > 3 ? 1.3 : 0) +
      (shape.startsWithYou ? 1.2 : 0) +
      (content > 3 ? 1.2 * youShare : 0) +
      (shape.isContinued && content > 2 ? 0.5 : 0),
    therapist_input: 0.8 * informs + (content > 25 ? 1 : 0) + (content > 6 ? 0.8 * (1 - youShare) : 0) - 0.4 * affirms,
    other: (content <= 3 ? 3 - 0.7 * content : 0) + 0.6 * affirms * (content < 12 ? 1.5 : 0.5) + 0.6,
  }
}
