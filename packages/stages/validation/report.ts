import type { JsonObject } from '@techdeck/contracts'
import type { z } from 'zod'
import type { FinishContext, FinishResult } from '../definition.ts'
import { round, share, unit } from '../figures.ts'
import type { contract } from './contract.ts'
import { counterfactualReport } from './counterfactual-sums.ts'
import { compareGroups, fairnessOf, representation, type Difference } from './fairness.ts'
import { meansWithout, type Place } from './flagged.ts'
import { averageOf, recommend } from './recommend.ts'
import { recommendFairness } from './recommend-bias.ts'
import { SCALE, type ValidationSummary } from './summary.ts'

type Context = FinishContext<ValidationSummary, z.output<typeof contract.options>>

/** Differences that the report lists; the rest are counted. */
const LISTED = 40
/** A standardised difference that counts as large (Cohen), and a share of conversations with a helper's stereotype that does. */
const LARGE_DIFFERENCE = 0.8
const LARGE_STEREOTYPE_SHARE = 0.1

/**
 * What validation says of the whole data set: how good each tier is on average, how crises were answered, how replies
 * differ between groups, and what to do about it. Counts and shares only; no word of a conversation.
 */
export function reportOf(
  { summary, options, execution, losses }: Context,
  unusable: { readonly [reason: string]: readonly Place[] } = {},
): FinishResult {
  const differences = compareGroups(summary.all, summary.groups, options.minGroupSize)
  const means = Object.fromEntries(
    Object.entries(meansWithout(summary.tiers, {}, SCALE)).map(([tier, mean]) => [tier, round(mean)]),
  ) as ReturnType<typeof meansWithout>
  const { axes, deviations } = representation(summary.biasChecked, summary.groups, options.reference)
  const terms = summary.terms + summary.mismatches
  const therapeutic = means.clinical ?? 1
  const recommendations = recommend(summary, execution.executionMode, unusable, losses)
  const biasScore = scoreBias(summary, differences)
  const sampledShare = share(summary.clinical, summary.conversations)
  const report: JsonObject = {
    options,
    conversations: summary.conversations,
    verdicts: summary.verdicts,
    tiers: means,
    findings: summary.findings,
    with_identifiers: summary.withIdentifiers,
    crisis: summary.crisis,
    clinical: { checked: summary.clinical, share: sampledShare, with_unsound_replies: summary.withUnsoundReplies },
    losses: losses.map((loss) => ({ ...loss })),
  }
  const validation: FinishResult['validation'] = {
    overallScore: round(averageOf(means)),
    dsm5Accuracy: terms === 0 ? 1 : round(summary.terms / terms),
    therapeuticAppropriateness: therapeutic,
    privacyCompliance: means.privacy ?? 1,
    biasDetection: execution.enableBiasDetection
      ? { enabled: true, checked: summary.biasChecked, score: biasScore, differences_that_hold: held(differences) }
      : { enabled: false },
    recommendations,
  }
  if (!execution.enableBiasDetection) return { report, validation }
  return {
    report,
    validation,
    bias: {
      biasScore,
      demographicAnalysis: {
        conversations: summary.biasChecked,
        representation: axes,
        min_group_size: options.minGroupSize,
        differences: differences.slice(0, LISTED).map((difference) => ({ ...difference })),
      },
      fairnessMetrics: {
        ...fairnessOf(differences),
        comparisons: differences.length,
        stereotypes_by_helper: {
          conversations: summary.withStereotypesByHelper,
          share: share(summary.withStereotypesByHelper, summary.biasChecked),
        },
        hate_by_helper: {
          conversations: summary.withHateByHelper,
          share: share(summary.withHateByHelper, summary.biasChecked),
        },
        counterfactual: counterfactualReport(summary.counterfactual),
      },
      recommendations: recommendFairness(summary, differences, deviations, options.minGroupSize, (other) =>
        scoreBias(other, differences),
      ),
    },
  }
}

const held = (differences: readonly Difference[]): number => differences.filter(({ holds }) => holds).length

/**
 * 0 means that nothing was found, 1 very much: half of it is the largest difference between groups that holds (the near
 * end of its interval, 0.8 being full), half the share of conversations in which a helper generalises about a group or
 * attacks one (a tenth being full).
 */
function scoreBias(summary: ValidationSummary, differences: readonly Difference[]): number {
  const largest = differences
    .filter(({ holds }) => holds)
    .reduce(
      (most, { interval: [low, high] }) =>
        Math.max(most, low * high <= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high))),
      0,
    )
  const stereotypes =
    summary.biasChecked === 0 ? 0 : (summary.withStereotypesByHelper + summary.withHateByHelper) / summary.biasChecked
  return round(0.5 * unit(largest / LARGE_DIFFERENCE) + 0.5 * unit(stereotypes / LARGE_STEREOTYPE_SHARE))
}
