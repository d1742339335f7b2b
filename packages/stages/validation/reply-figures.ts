import { rateEmpathy, type CrisisAssessment } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { hasEmpathyCue } from '../processing/therapy.ts'
import { MEASURES, type Measure } from './fairness.ts'

export type ReplyFigures = { [measure in Measure]: number | null }

/** Figures of one conversation's replies, in the whole units of {@link MEASURES}; `null` where there is nothing to observe. */
export function measureReplies(turns: Turn[], answered: CrisisAssessment['answered']): ReplyFigures {
  let replies = 0
  let words = 0
  let questions = 0
  for (const { role, text } of turns) {
    if (role !== 'therapist') continue
    replies++
    words += 1
    for (let blank = text.indexOf(' '); blank >= 0; blank = text.indexOf(' ', blank + 1)) words++
    if (text.includes('?')) questions++
  }
  const empathic = rateEmpathy(turns).filter(hasEmpathyCue).length
  const rate = (n: number, measure: Measure): number | null =>
    replies === 0 ? null : Math.round((n / replies) * MEASURES[measure])
  return {
    reply_words: rate(words, 'reply_words'),
    question_rate: rate(questions, 'question_rate'),
    empathy_rate: rate(empathic, 'empathy_rate'),
    crisis_answered_well: answered === null ? null : answered === 'well' ? MEASURES.crisis_answered_well : 0,
  }
}
