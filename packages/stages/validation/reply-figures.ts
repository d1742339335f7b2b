import type { CrisisAssessment } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { showsEmpathy, type CodedReply } from '../coded-replies.ts'
import { MEASURES, type Measure } from './fairness.ts'

export type ReplyFigures = { [measure in Measure]: number | null }

/** Figures of how a client was answered, as shares of the highest values of {@link MEASURES}; `null` where there is nothing to observe. */
export function measureReplies(
  turns: Turn[],
  coded: readonly Pick<CodedReply, 'label' | 'empathy'>[],
  clinical: { score: number; crisis: Pick<CrisisAssessment, 'answered'> } | null,
): ReplyFigures {
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
  const rate = (n: number): number | null => (replies === 0 ? null : n / replies)
  const answered = clinical?.crisis.answered ?? null
  return {
    reply_words: replies === 0 ? null : Math.min(1, words / replies / MEASURES.reply_words),
    question_rate: rate(questions),
    empathy_rate: rate(coded.filter(showsEmpathy).length),
    advice_rate: rate(coded.filter(({ label }) => label === 'therapist_input').length),
    crisis_answered_well: answered === null ? null : answered === 'well' ? 1 : 0,
    clinical_score: clinical?.score ?? null,
  }
}
