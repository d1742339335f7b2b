import type { Conversation, Finding } from '@techdeck/contracts'

export type Unusable = 'too_few_turns' | 'no_helper_turn' | 'no_client_turn'

/** Why a conversation cannot be used at all; `null` when it can. */
export function unusable({ turns }: Conversation, minTurns: number): Unusable | null {
  if (turns.length < minTurns) return 'too_few_turns'
  if (!turns.some(({ role }) => role === 'therapist')) return 'no_helper_turn'
  if (!turns.some(({ role }) => role === 'client')) return 'no_client_turn'
  return null
}

/** How sound the form is: whether the two talk with each other, in turns, and enough to be a conversation. */
export function checkStructure({ turns }: Conversation): { score: number; findings: Finding[] } {
  const findings: Finding[] = []
  const said = turns.filter(({ role }) => role === 'therapist' || role === 'client')
  let changes = 0
  let run = 1
  let longest = { length: 1, turn: said[0].index }
  for (let i = 1; i < said.length; i++) {
    const changed = said[i].role !== said[i - 1].role
    if (changed) changes++
    run = changed ? 1 : run + 1
    if (run > longest.length) longest = { length: run, turn: said[i].index }
  }
  const alternation = said.length > 1 ? changes / (said.length - 1) : 0
  const others = 1 - said.length / turns.length
  let score = 1
  if (said.length < 4) {
    findings.push(about('short_conversation', 0))
    score -= 0.15
  }
  if (alternation < 0.5) {
    findings.push(about('low_alternation', longest.turn))
    score -= 0.6 * (0.5 - alternation) + 0.1
  }
  if (others > 0.3) {
    findings.push(
      about('many_other_speakers', turns.find(({ role }) => role !== 'therapist' && role !== 'client')!.index),
    )
    score -= 0.3 * others
  }
  return { score: Math.max(0, score), findings }
}

const about = (category: string, turn: number): Finding => ({
  kind: 'structure',
  category,
  turn,
  start: 0,
  end: 0,
  confidence: 1,
  reason: category,
})
