import { defineStage, type FinishResult, type RawConversation } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import { nonZero } from '../figures.ts'
import { conversationId } from '../ingestion/conversation-builder.ts'
import { contract } from './contract.ts'
import { findDuplicates, fingerprint } from './duplicates.ts'
import { mapConversation } from './map-conversation.ts'
import { summary } from './summary.ts'
import type { StandardizationNote } from './trail.ts'

/**
 * Maps every raw conversation to the canonical form; one without any words is rejected as `no_turns`.
 * What it makes of its own output is that output again. Exact duplicates over the whole data set are found at the end:
 * the first by source position stays, the others are merged into it as `duplicate_exact`.
 */
export const standardization = defineStage(contract, {
  async *run(records: AsyncIterable<RawConversation>, { mergeTurns }, context) {
    const files = new SourceFiles(context.dataset.files)
    for await (const raw of records) {
      context.signal.throwIfAborted()
      const { mapping } = await context.reading(raw.position.file)
      const place = { datasetSha256: context.dataset.sha256, file: files.nameOf(raw.position.file) }
      const { conversation, changes } = mapConversation(raw, place, mapping, mergeTurns)
      if (conversation.turns.length === 0) {
        context.lose({ kind: 'rejected', reason: 'no_turns', id: raw.id, position: raw.position })
        continue
      }
      context.emit('hashes', fingerprint(conversation, raw.position))
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
    if (!options.dropDuplicates) return { report }
    const { duplicates, clusters, largest } = await findDuplicates(section('hashes'))
    const hashOf = new Map(dataset.files.map(({ ordinal, sha256 }) => [ordinal, sha256]))
    const dropped = duplicates.map(({ shard, ordinal, position }) => ({
      shard,
      ordinal,
      loss: {
        kind: 'merged' as const,
        reason: 'duplicate_exact',
        id: conversationId(position.file, hashOf.get(position.file) ?? dataset.sha256, position.byteOffset),
        position,
      },
    }))
    return { dropped, report: { ...report, duplicates: { dropped: dropped.length, clusters, largest } } }
  },
})
