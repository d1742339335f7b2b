import type { ReviewCandidate } from '@techdeck/contracts'
import { defineStage, type FinishResult, type Joined } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import { round, share } from '../figures.ts'
import type { ProcessingNote } from '../processing/note.ts'
import type { ValidationNote } from '../validation/note.ts'
import { contract } from './contract.ts'
import type { QualityNote } from './note.ts'
import { scoreConversation } from './score.ts'
import { SCALE, SCORED, summary, type QualitySummary, type Scored } from './summary.ts'
import { candidateOf, Foremost } from './review.ts'
import { BELOW, REVIEW } from './trail.ts'

/**
 * Scores each conversation on ten dimensions, with the reasons for what is low, and leaves out what is below the
 * execution's threshold (rejected as `below_threshold`), unless people decided. The report shows the distribution over all that were scored
 * and what other thresholds would keep, and names the conversations that a person should look at.
 */
export const quality = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, { weights, verdicts }, context) {
    const { qualityThreshold } = context.execution
    const files = new SourceFiles(context.dataset.files)
    for await (const { conversation, notes } of records) {
      context.signal.throwIfAborted()
      const validation = notes.validation as ValidationNote
      const note = scoreConversation(conversation, validation, notes.processing as ProcessingNote, weights)
      const decided = verdicts[conversation.id]
      const candidate = decided ? null : candidateOf(note, validation, qualityThreshold)
      if (decided) note.decided = decided
      if (candidate) {
        note.review = candidate.lane
        context.emit(REVIEW, { ...candidate })
      }
      if (decided === 'keep' || (!decided && note.scores.overall >= qualityThreshold)) {
        const output: Scored = { note }
        yield output
        continue
      }
      context.emit(BELOW, { ...note })
      context.lose({
        kind: 'rejected',
        reason: decided ? 'left_out_by_people' : 'below_threshold',
        id: conversation.id,
        position: files.position(conversation.source),
      })
    }
  },
  summary,
  async finish({ options, execution, summary: kept, losses, section, signal }): Promise<FinishResult> {
    let all = summary.merge(summary.empty(), kept)
    for await (const { item } of section(BELOW)) {
      signal.throwIfAborted()
      all = summary.add(all, { note: item as QualityNote })
    }
    const first = new Foremost(options.reviewLimit)
    for await (const { item } of section(REVIEW)) {
      signal.throwIfAborted()
      first.add(item as ReviewCandidate)
    }
    return {
      report: {
        options,
        threshold: execution.qualityThreshold,
        scored: all.conversations,
        kept: kept.conversations,
        mean_overall: meanOf(all, 'overall'),
        dimensions: Object.fromEntries(
          SCORED.map((name) => [name, { mean: meanOf(all, name), histogram: all.histograms[name] }]),
        ),
        reasons: all.reasons,
        at_threshold: keptAt(all),
        review: { lanes: all.lanes, decided: all.decided, first: first.list().map((one) => ({ ...one })) },
        losses: losses.map((loss) => ({ ...loss })),
      },
    }
  },
})

const meanOf = (sum: QualitySummary, name: string): number =>
  sum.conversations === 0 ? 0 : round(sum.sums[name] / SCALE / sum.conversations)

/** How many conversations each threshold would keep; exact, since thresholds are edges of the histogram's bins. */
function keptAt({ conversations, histograms }: QualitySummary): {
  [threshold: string]: { kept: number; share: number }
} {
  const result: { [threshold: string]: { kept: number; share: number } } = {}
  let kept = 0
  for (let i = histograms.overall.length - 1; i >= 0; i--) {
    kept += histograms.overall[i]
    result[(i / histograms.overall.length).toFixed(2)] = { kept, share: share(kept, conversations) }
  }
  return result
}
