import { defineStage, type FinishResult, type RawConversation } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import { nonZero } from '../figures.ts'
import { conversationId } from '../ingestion/conversation-builder.ts'
import { contract } from './contract.ts'
import { findDuplicates, fingerprint, type Place } from './duplicates/index.ts'
import { mapConversation } from './map-conversation.ts'
import { summary } from './summary.ts'
import type { StandardizationNote } from './trail.ts'

/**
 * Maps every raw conversation to the canonical form; one without any words is rejected as `no_turns`.
 * What it makes of its own output is that output again. Duplicates over the whole data set are found at the end: of exact
 * ones the first by source position stays and the others are merged into it as `duplicate_exact`; near ones are marked as
 * clusters, or merged as `near_duplicate`, by option.
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
  async finish({ options, dataset, summary: figures, losses, section }): Promise<FinishResult> {
    const report = { options, ...figures, losses: losses.map((loss) => ({ ...loss })) }
    if (!options.dropDuplicates && options.nearDuplicates === 'keep') return { report }
    const found = await findDuplicates(section('fingerprints'), figures.conversations, options)
    const hashOf = new Map(dataset.files.map(({ ordinal, sha256 }) => [ordinal, sha256]))
    const idOf = ({ file, byteOffset }: Place['position']) =>
      conversationId(file, hashOf.get(file) ?? dataset.sha256, byteOffset)
    const dropped = found.dropped.map(({ shard, ordinal, position, reason, into }) => ({
      shard,
      ordinal,
      loss: { kind: 'merged' as const, reason, id: idOf(position), into: idOf(into), position },
    }))
    function* clustered() {
      for (const { shard, ordinal, first } of found.clustered) yield { shard, ordinal, cluster: idOf(first) }
    }
    return {
      dropped,
      clustered: clustered(),
      report: { ...report, duplicates: { ...found.exact, near: found.near } },
    }
  },
})
