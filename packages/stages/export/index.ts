import type { Conversation, ExportFormat } from '@techdeck/contracts'
import { PrivacyViolationError, ValidationError } from '@techdeck/core'
import { defineStage, type FinishResult, type Joined, type StageContext } from '../definition.ts'
import type { ProcessingNote } from '../processing/note.ts'
import type { QualityNote } from '../quality/note.ts'
import { contract } from './contract.ts'
import { dataCardOf } from './data-card.ts'
import { manifestOf, type ExportContext, type WrittenFile } from './manifest.ts'
import { splitOf } from './splits.ts'
import { summary } from './summary.ts'
import type { ExportNote } from './trail.ts'
import { WRITERS, type ExportWriter } from './writers.ts'

/**
 * Writes each conversation in every format asked for; the finish step joins the parts of all shards into files, with a
 * manifest and a data card beside them. Equal inputs and options give equal bytes: no time or execution is in them.
 *
 * @throws {@link PrivacyViolationError} at the end of a strict execution in which an identifier was left in a conversation
 */
export const exportStage = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, options, context) {
    const writers = writersOf(context.execution)
    for await (const { conversation, notes } of records) {
      context.signal.throwIfAborted()
      const { findings } = notes.processing as ProcessingNote
      const { scores } = notes.quality as QualityNote
      const split = splitOf(conversation.id, options.splits)
      const source = { ...conversation.source, dataset_id: context.dataset.sha256 }
      const written: Conversation = { ...conversation, source, findings, scores, ...(split !== undefined && { split }) }
      for (const [format, writer] of writers)
        context.emit(sectionOf(format, split), Buffer.from(writer.write(written, options)))
      yield { note: { id: conversation.id, ...(split !== undefined && { split }) } satisfies ExportNote, written }
    }
  },
  summary,
  async finish(context): Promise<FinishResult> {
    assertPrivate(context)
    const { options, summary: figures, losses } = context
    const files: WrittenFile[] = []
    const splits = options.splits ? Object.keys(options.splits).toSorted() : [undefined]
    for (const [format, writer] of writersOf(context.execution))
      for (const split of splits) {
        const records = split === undefined ? figures.conversations : (figures.splits[split] ?? 0)
        const name = [writer.name, ...(split === undefined ? [] : [split]), writer.extension].join('.')
        const file = { name, format, records, ...(split !== undefined && { split }) }
        const { sha256, sizeBytes } = await context.file(file, joinParts(context, writer, sectionOf(format, split)))
        files.push({ ...file, sha256, size_bytes: sizeBytes })
      }
    files.push(await document(context, 'data-card.md', 'markdown', dataCardOf(context, files)))
    const manifest = `${JSON.stringify(manifestOf(context, files), null, 2)}\n`
    await document(context, 'manifest.json', 'manifest', manifest)
    return {
      report: {
        options,
        ...figures,
        files: files.map((file) => ({ ...file })),
        losses: losses.map((loss) => ({ ...loss })),
      },
    }
  },
})

const sectionOf = (format: string, split: string | undefined): string =>
  split === undefined ? `part:${format}` : `part:${format}:${split}`

function writersOf({ exportFormats }: StageContext['execution']): [ExportFormat, ExportWriter][] {
  return [...new Set(exportFormats)].map((format) => {
    const writer = WRITERS[format as ExportFormat]
    if (writer) return [format as ExportFormat, writer]
    throw new ValidationError('An export format is not known.', {
      details: [{ path: 'export_formats', problem: 'unknown', allowed: Object.keys(WRITERS) }],
    })
  })
}

/** In strict mode one conversation with an identifier left stops everything. */
function assertPrivate({ execution, earlier }: ExportContext): void {
  const withheld = earlier('processing')?.records.withheld ?? 0
  if (execution.executionMode !== 'strict' || withheld === 0) return
  throw new PrivacyViolationError(
    `Strict mode: ${withheld} conversations still held an identifier after de-identification.`,
    {
      details: { withheld },
      userMessage: `Nothing was exported: ${withheld} conversations still held something identifying. Look at them in the quarantine, or run in standard mode, which leaves them out.`,
    },
  )
}

async function* joinParts(
  context: ExportContext,
  { header }: ExportWriter,
  section: string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header)
  for await (const { item } of context.section(section)) {
    context.signal.throwIfAborted()
    yield item as Uint8Array
  }
}

async function document(context: ExportContext, name: string, format: string, text: string): Promise<WrittenFile> {
  const file = { name, format, records: context.summary.conversations }
  async function* content() {
    yield Buffer.from(text)
  }
  const { sha256, sizeBytes } = await context.file(file, content())
  return { ...file, sha256, size_bytes: sizeBytes }
}
