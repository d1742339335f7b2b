import { readShape } from '../behaviours/features.ts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn, Talk, TurnLabel } from '../types.ts'

const MIN_POINTS = 1

/**
 * Codes each turn of the client as change talk, sustain talk or neutral by counting cues. Short answers take no side,
 * since the rules do not read what was asked.
 */
export function codeTalk(turns: readonly DetectorTurn[]): TurnLabel<Talk>[] {
  const document = prepare(turns)
  const points = new Float64Array(turns.length)
  const cues = new Uint16Array(turns.length)
  for (const { turn } of document.hits('change_talk')) {
    points[turn] += 1
    cues[turn]++
  }
  for (const { turn } of document.hits('sustain_talk')) {
    points[turn] -= 1.1
    cues[turn]++
  }
  const labels: TurnLabel<Talk>[] = []
  for (let turn = 0; turn < turns.length; turn++) {
    if (turns[turn].role !== 'client') continue
    const { content } = readShape(document, turn)
    const lean = content < 3 ? 0 : points[turn]
    const label: Talk = lean >= MIN_POINTS ? 'change' : lean <= -MIN_POINTS ? 'sustain' : 'neutral'
    const confidence = label === 'neutral' ? (cues[turn] === 0 ? 0.75 : 0.5) : Math.min(0.85, 0.45 + Math.abs(lean) / 8)
    labels.push({ turn: turns[turn].index, label, confidence })
  }
  return labels
}
