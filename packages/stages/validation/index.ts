import type { Conversation } from '@techdeck/contracts'
import type { z } from 'zod'
import { defineStage, type FinishContext, type FinishResult, type Joined, type StageContext } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import { unit } from '../figures.ts'
import { contract } from './contract.ts'
import { KEPT, placeOf, type Place } from './flagged.ts'
import { measureBias } from './measure-bias.ts'
import type { ValidationNote, Verdict } from './note.ts'
import { reportOf } from './report.ts'
import { summary, type Validated } from './summary.ts'
import { checkClinical } from './tiers/clinical.ts'
import { checkContent } from './tiers/content.ts'
import { checkPrivacy } from './tiers/privacy.ts'
import { checkStructure, unusable } from './tiers/structure.ts'

type Options = z.output<typeof contract.options>

/** A section with the places of what was rejected. */
const UNUSABLE = 'unusable'

/** Below this a tier fails a conversation; below the second it is a warning. */
const FAIL = 0.4
const WARN = 0.75

/**
 * Checks each conversation in tiers (structure, content, privacy, clinical, bias) and says what was found where; text is
 * left as it is. Rejected is only what cannot be used at all: too few turns, no turn of a helper, or none of a client.
 *
 * In mode `fast` the clinical and bias tiers run on a share of the conversations that depends on their ids alone; the
 * report names the share. The privacy tier always runs on all.
 */
export const validation = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, options, context) {
    const files = new SourceFiles(context.dataset.files)
    for await (const { conversation } of records) {
      context.signal.throwIfAborted()
      const reason = unusable(conversation, options.minTurns)
      const position = files.position(conversation.source)
      if (reason === null) {
        yield validate(conversation, options, context.execution, placeOf(position))
        continue
      }
      const place = placeOf(position)
      if (place) context.emit(UNUSABLE, { reason, place })
      context.lose({ kind: 'rejected', reason, id: conversation.id, position })
    }
  },
  summary,
  async finish(context): Promise<FinishResult> {
    return reportOf(context, await unusablePlaces(context))
  },
})

function validate(
  conversation: Conversation,
  { fastShare }: Options,
  { executionMode, enableBiasDetection }: StageContext['execution'],
  place: Place | null,
): Validated {
  const { id, turns } = conversation
  const sampled = executionMode !== 'fast' || isSampled(id, fastShare)
  const structure = checkStructure(conversation)
  const content = checkContent(conversation)
  const privacy = checkPrivacy(turns)
  const clinical = sampled ? checkClinical(turns) : null
  const bias = sampled && enableBiasDetection ? measureBias(turns, clinical) : null
  const tiers: ValidationNote['tiers'] = { structure: structure.score, content: content.score, privacy: privacy.score }
  if (clinical) tiers.clinical = clinical.score
  if (bias) tiers.bias = bias.score
  const note: ValidationNote = {
    id,
    verdict: verdictOf(tiers),
    findings: [structure, content, privacy, clinical, bias].flatMap((check) => check?.findings ?? []),
    tiers,
  }
  if (clinical) note.crisis = clinical.crisis
  if (bias) note.coded = bias.coded
  return {
    note,
    figures: {
      sampled,
      identifiers: privacy.identifiers,
      terms: clinical?.terms ?? 0,
      mismatches: clinical?.mismatches ?? 0,
      unsound: clinical?.unsound ?? 0,
      stereotypesByHelper: bias?.byHelper ?? 0,
      groups: bias?.groups ?? [],
      replies: bias?.replies ?? null,
      counterfactual: bias?.counterfactual ?? null,
      hateByHelper: bias?.hateByHelper ?? 0,
      place,
    },
  }
}

/** Where the first conversations stand that were rejected, by reason; one section, so that a report can name them. */
async function unusablePlaces({
  section,
  losses,
  signal,
}: Pick<FinishContext<never, never>, 'section' | 'losses' | 'signal'>): Promise<{ [reason: string]: Place[] }> {
  const places: { [reason: string]: Place[] } = {}
  let missing = losses.filter(({ kind }) => kind === 'rejected').length
  if (missing === 0) return places
  for await (const { item } of section(UNUSABLE)) {
    signal.throwIfAborted()
    const { reason, place } = item as { reason: string; place: Place }
    const own = (places[reason] ??= [])
    if (own.length < KEPT && own.push(place) === KEPT && --missing === 0) break
  }
  return places
}

/** Identifiers alone only warn: processing takes them out. */
function verdictOf({ privacy = 1, ...others }: ValidationNote['tiers']): Verdict {
  const lowest = Math.min(...Object.values(others))
  if (lowest < FAIL) return 'fail'
  return lowest < WARN || unit(privacy) < WARN ? 'warn' : 'pass'
}

/** Ids are hashes, so their beginnings are spread evenly. */
const isSampled = (id: string, share: number): boolean => Number.parseInt(id.slice(0, 8), 16) / 2 ** 32 < share
