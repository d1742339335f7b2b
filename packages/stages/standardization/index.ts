import { conversationIds } from '../conversation-ids.ts'
import { defineStage, type FinishResult, type RawConversation } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import { nonZero } from '../figures.ts'
import { contract } from './contract.ts'
import { findDuplicates, fingerprint, type Place } from './duplicates/index.ts'
import { mapConversation } from './map-conversation.ts'
import { summary } from './summary.ts'
import type { StandardizationNote } from './trail.ts'

/**
 * Maps every raw conversation to the canonical form; one without any words is rejected as `no_turns`.
 * What it makes of its own output is that output again. Duplicates over the whole data set are found at the end: of exact
 * ones the first by source position stays and the others are merged into it as `duplicate_exact`; near ones are marked as
 * clusters, or merged as `near_duplicate`, by option. The conversations of data sets that the run is compared with come
 * before all of its own; what repeats one of them names it with its data set.
 */
export const standardization = defineStage(contract, {
  async *run(records: AsyncIterable<RawConversation>, options, context) {
    const files = new SourceFiles(context.dataset.files)
    const near = options.nearDuplicates !== 'keep'
    for await (const raw of records) {
      context.signal.throwIfAborted()
      const { mapping } = await context.reading(raw.position.file)
      const place = { datasetSha256: context.dataset.sha256, file: files.nameOf(raw.position.file) }
      const { conversation, changes } = await mapConversation(raw, place, mapping, options)
      if (conversation.turns.length === 0) {
        context.lose({ kind: 'rejected', reason: 'no_turns', id: raw.id, position: raw.position })
        continue
      }
      if (options.dropDuplicates || near) context.emit('fingerprints', fingerprint(conversation, raw.position, near))
      yield {
        conversation,
        changes,
        note: { id: raw.id, changes: nonZero({ ...changes }) } satisfies StandardizationNote,
      }
    }
  },
  summary,
  async finish({ options, dataset, summary: figures, losses, section, compared }): Promise<FinishResult> {
    const report = { options, ...figures, losses: losses.map((loss) => ({ ...loss })) }
    if (!options.dropDuplicates && options.nearDuplicates === 'keep') return { report }
    const own = { entries: section('fingerprints'), size: figures.conversations }
    const others = compared.map((other) => ({ entries: other.section('fingerprints'), size: other.conversations }))
    const found = await findDuplicates(own, options, others)
    const ids = [...compared, dataset].map(conversationIds)
    const idOf = ({ set, position }: Place): string => ids[set](position)
    const elsewhere = ({ set }: Place): string | undefined => compared[set]?.datasetId
    const dropped = found.dropped.map(({ shard, ordinal, position, reason, into, set }) => {
      const intoDataset = elsewhere(into)
      const id = ids[set](position)
      const loss = { kind: 'merged' as const, reason, id, into: idOf(into), position }
      return { shard, ordinal, loss: { ...loss, ...(intoDataset !== undefined && { intoDataset }) } }
    })
    function* clustered() {
      for (const { shard, ordinal, first } of found.clustered) yield { shard, ordinal, cluster: idOf(first) }
    }
    function* nearElsewhere() {
      for (const { first, ...place } of found.clustered) {
        const datasetId = elsewhere(first)
        if (datasetId === undefined) continue
        const near = { dataset_id: datasetId, conversation_id: idOf(first) }
        yield { shard: place.shard, id: idOf(place), near }
      }
    }
    const across = found.across.map((counts, at) => ({ dataset_id: compared[at].datasetId, ...counts }))
    return {
      dropped,
      clustered: clustered(),
      ...(across.some((counts) => counts.near > 0) && { placed: nearElsewhere() }),
      report: { ...report, duplicates: { ...found.exact, near: found.near, ...(across.length > 0 && { across }) } },
    }
  },
})
