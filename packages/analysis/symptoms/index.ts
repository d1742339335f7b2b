import type { Finding } from '@techdeck/contracts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

/**
 * Reports where a client's words touch a topic that the PHQ-9 or GAD-7 asks about (kind `symptom`, the category names the
 * topic). A topic is mentioned; whether it is present, for how long and how strongly is for a professional to ask.
 */
export function findSymptoms(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  const found: Finding[] = []
  let previous = { turn: -1, to: -1, value: '' }
  for (const hit of document.hits('symptom')) {
    const { role } = turns[hit.turn]
    const repeats = previous.turn === hit.turn && previous.value === hit.value && hit.from < previous.to
    if ((role === 'client' || role === 'other') && !repeats) {
      found.push(
        document.findingOf('symptom', hit.value, hit, 0.6, `words on the topic ${hit.value.replaceAll('_', ' ')}`),
      )
      previous = hit
    }
  }
  return found
}
