import type { Conversation, Finding, JsonObject, Turn } from '@techdeck/contracts'
import { defineStage, type FinishResult, type Joined, type Loss } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import type { ValidationNote } from '../validation/note.ts'
import { contract } from './contract.ts'
import { deidentifyTurns, leftIdentifiers } from './deidentify.ts'
import { FieldScrubber } from './fields.ts'
import { groupsOf } from './groups.ts'
import { METHODS } from './presets.ts'
import { quasiIdentifiersOf } from './quasi-identifiers.ts'
import { Replacer } from './replace.ts'
import { Risks } from './risk.ts'
import { secondPass, type SecondPassInput } from './second-pass.ts'
import { SiteWords } from './site-words.ts'
import { renameSpeakers } from './speakers.ts'
import { summary, type Processed } from './summary.ts'
import { analyseTherapy } from './therapy.ts'

/**
 * De-identifies text, speakers' names, metadata, labels and file names by policy, then analyses what was said.
 *
 * A conversation in which the detectors still find an identifier they are sure of is withheld (`identifier_left`) and
 * never yielded; so is one in which a second look by other means finds something (`second_pass_…`), or a planted string
 * is left (`canary_left`). The finish step says how many people share what is left of each, and withholds those who are
 * too few. Processing its own output changes nothing (except under `surrogate` and `shift_dates`, whose values look
 * like real ones).
 */
export const processing = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, options, context) {
    const list = await context.siteList()
    const words = list ? new SiteWords(list) : undefined
    const scrubber = new FieldScrubber(options, words)
    const files = new SourceFiles(context.dataset.files)
    const released = new Set(options.release)
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
      const position = files.position(conversation.source)
      const seen = { before: conversation, turns: turns.turns, own: result.own, values: result.values }
      const leak = leakIn(seen, words, {
        found: validation.findings,
        fields: [metadata.fields, labels.fields],
        isFieldLeft: metadata.left || labels.left || turns.left,
        withholdFrom: options.withholdFrom,
      })
      const isReleased = leak !== null && leak !== 'canary_left' && released.has(conversation.id)
      if (leak !== null && !isReleased) {
        context.lose({ kind: 'withheld', reason: leak, id: conversation.id, position })
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
      const told = quasiIdentifiersOf(clean.turns, clean.metadata)
      context.emit(EXPOSED, { id: clean.id, client: groups.client ?? null, labels: told, position })
      if (options.vault) {
        const { metadata: had, labels: said } = conversation
        const speakers = conversation.turns.map(({ speaker = null }) => speaker)
        const text = JSON.stringify({ replaced: result.taken, speakers, metadata: had, labels: said })
        context.emit(VAULT, { id: clean.id, sealed: context.seal(clean.id, text) })
      }
      const output: Processed = {
        conversation: clean,
        note: {
          id: clean.id,
          findings: result.findings,
          replaced: result.replaced,
          therapy: analyseTherapy(clean.turns, validation, options),
          ...(words && { canaries: canariesIn(words, conversation.turns, conversation.metadata, conversation.labels) }),
          ...(isReleased && { released: leak }),
          ...(told.length > 0 && { told: [...new Set(told.map((label) => label.split(':')[0]))] }),
          ...(Object.keys(groups).length > 0 && { groups }),
        },
        fields,
      }
      yield output
    }
  },
  summary,
  async finish({ options, summary: { overTime, ...figures }, losses, section, signal }): Promise<FinishResult> {
    const risks = new Risks()
    const positions = new Map<string, Loss['position']>()
    for await (const { shard, ordinal, item } of section(EXPOSED)) {
      signal.throwIfAborted()
      const { id, client, labels, position } = item as ExposedItem
      risks.add({ shard, ordinal, id, client: client ?? undefined, labels })
      if (options.leastK > 1) positions.set(id, position)
    }
    const dropped: NonNullable<FinishResult['dropped']>[number][] = []
    if (options.leastK > 1)
      for (const { shard, ordinal, id, k } of risks.conversations())
        if (k < options.leastK && !options.release.includes(id))
          dropped.push({
            shard,
            ordinal,
            loss: { kind: 'withheld', reason: 'reidentification_risk', id, position: positions.get(id)! },
          })
    return {
      report: {
        method: METHODS[options.preset ?? 'own'],
        options,
        models: options.research ? ['core', 'research'] : ['core'],
        ...figures,
        over_time: overTime,
        risk: { ...risks.report(), least_k: options.leastK, withheld: dropped.length },
        losses: losses.map((loss) => ({ ...loss })),
      },
      ...(dropped.length > 0 && { dropped }),
    }
  },
})

/** What was taken out, sealed. */
const VAULT = 'vault'

/** What the finish step has to know of each conversation that came out. */
const EXPOSED = 'exposed'
type ExposedItem = { id: string; client: string | null; labels: string[]; position: Loss['position'] }

/** Why a conversation must not go on, if it must not: a planted string, what detectors find again, what a second look sees. */
function leakIn(
  seen: SecondPassInput,
  words: SiteWords | undefined,
  about: { found: readonly Finding[]; fields: JsonObject[]; isFieldLeft: boolean; withholdFrom: number },
): string | null {
  const { before, turns, own } = seen
  if (words && canariesIn(words, turns, ...about.fields) > 0) return 'canary_left'
  const left = { before: before.turns, turns, own, found: about.found }
  if (about.isFieldLeft || leftIdentifiers(left, about.withholdFrom, words).length > 0) return 'identifier_left'
  const check = secondPass({ ...seen, ...(words && { keeps: (text) => words.keeps(text) }) }, about.withholdFrom)
  return check && `second_pass_${check}`
}

/** Planted strings that came through: anywhere in what would be handed on. */
const canariesIn = (words: SiteWords, turns: readonly Turn[], ...fields: JsonObject[]): number =>
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
