import type { Conversation, JsonObject, Turn } from '@techdeck/contracts'
import { defineStage, type FinishResult, type Joined } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import type { ValidationNote } from '../validation/note.ts'
import { contract } from './contract.ts'
import { deidentifyTurns, leftIdentifiers } from './deidentify.ts'
import { FieldScrubber } from './fields.ts'
import { groupsOf } from './groups.ts'
import { METHODS } from './presets.ts'
import { Replacer } from './replace.ts'
import { SiteWords } from './site-words.ts'
import { renameSpeakers } from './speakers.ts'
import { summary, type Processed } from './summary.ts'
import { analyseTherapy } from './therapy.ts'

/**
 * De-identifies text, speakers' names, metadata, labels and file names by policy, then analyses what was said.
 *
 * A conversation in which the detectors still find an identifier they are sure of is withheld (`identifier_left`) and
 * never yielded. Processing its own output changes nothing (except under `surrogate` and `shift_dates`, whose values look
 * like real ones).
 */
export const processing = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, options, context) {
    const list = await context.siteList()
    const words = list ? new SiteWords(list) : undefined
    const scrubber = new FieldScrubber(options, words)
    const files = new SourceFiles(context.dataset.files)
    for await (const { conversation, notes } of records) {
      context.signal.throwIfAborted()
      const validation = notes.validation as ValidationNote
      const groups = groupsOf(conversation.metadata)
      const replacer = new Replacer(options, groups.client ?? conversation.id, context.pseudonym)
      const result = deidentifyTurns(
        conversation,
        words?.applyTo(conversation.turns, validation.findings) ?? validation.findings,
        replacer,
        options,
      )
      const metadata = scrubber.scrub(conversation.metadata, replacer)
      const labels = scrubber.scrub(conversation.labels, replacer)
      const turns = scrubTurns(renameSpeakers(result.turns, replacer), scrubber, replacer)
      const fields = metadata.replaced + labels.replaced + turns.replaced
      const lose = (reason: string) =>
        context.lose({
          kind: 'withheld',
          reason,
          id: conversation.id,
          position: files.position(conversation.source),
        })
      if (words && canariesIn(words, turns.turns, metadata.fields, labels.fields) > 0) {
        lose('canary_left')
        continue
      }
      if (
        metadata.left ||
        labels.left ||
        turns.left ||
        leftIdentifiers({ turns: turns.turns, own: result.own }, options.withholdFrom, words).length > 0
      ) {
        lose('identifier_left')
        continue
      }
      const clean: Conversation = {
        id: conversation.id,
        source: files.anonymous(conversation.source),
        language: conversation.language,
        turns: turns.turns,
        metadata: metadata.fields,
        labels: labels.fields,
        ...(conversation.cluster !== undefined && { cluster: conversation.cluster }),
      }
      const output: Processed = {
        conversation: clean,
        note: {
          id: clean.id,
          findings: result.findings,
          replaced: result.replaced,
          therapy: analyseTherapy(clean.turns, validation),
          ...(words && { canaries: canariesIn(words, conversation.turns, conversation.metadata, conversation.labels) }),
          ...(Object.keys(groups).length > 0 && { groups }),
        },
        fields,
      }
      yield output
    }
  },
  summary,
  async finish({ options, summary: figures, losses }): Promise<FinishResult> {
    return {
      report: {
        method: METHODS[options.preset ?? 'own'],
        options,
        ...figures,
        losses: losses.map((loss) => ({ ...loss })),
      },
    }
  },
})

/** Planted strings that came through: anywhere in what would be handed on. */
const canariesIn = (words: SiteWords, turns: Turn[], ...fields: JsonObject[]): number =>
  words.canariesIn([...turns.flatMap(({ text, speaker = '' }) => [speaker, text]), JSON.stringify(fields)].join('\n'))

function scrubTurns(
  turns: Turn[],
  scrubber: FieldScrubber,
  replacer: Replacer,
): { turns: Turn[]; replaced: number; left: boolean } {
  let replaced = 0
  let left = false
  const scrubbed = turns.map((turn) => {
    if (!turn.labels) return turn
    const labels = scrubber.scrub(turn.labels, replacer)
    replaced += labels.replaced
    left ||= labels.left
    return { ...turn, labels: labels.fields }
  })
  return { turns: scrubbed, replaced, left }
}
