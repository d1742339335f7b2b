import type { ExportFormat } from '@techdeck/contracts'
import { PrivacyViolationError, ValidationError } from '@techdeck/core'
import { WRITERS, type ExportRecord, type Write, type Writer } from '@techdeck/formats/writers'
import { defineStage, type FinishResult, type Joined, type StageContext } from '../definition.ts'
import { SourceFiles } from '../files.ts'
import type { ProcessingNote } from '../processing/note.ts'
import type { QualityNote } from '../quality/note.ts'
import { contract, type ExportOptions } from './contract.ts'
import { leftOut } from './filter.ts'
import { measuresOf } from './measures.ts'
import { needsPlaces, placeOf } from './places.ts'
import { blanksOf } from './blanks.ts'
import { placeAll, PLACES, placesAsTheyAre, type Held, type Places } from './place-all.ts'
import { planOf } from './plan.ts'
import { figuresOf, summary } from './summary.ts'
import { Documents } from './documents.ts'
import type { ExportContext, WrittenFile } from './manifest.ts'

/**
 * Writes each conversation in every format asked for; the finish step joins the parts of all shards into files, with
 * manifest, data card, Croissant metadata and figures beside them. Equal inputs and options give equal bytes: neither
 * time nor execution is in them, but in `run.json` alone, with the signature.
 *
 * What filters leave out is lost here; splits, caps and weights depend on all conversations, so the finish step decides
 * of them, and fills in what parts left blank.
 *
 * @throws {@link PrivacyViolationError} at the end of a strict execution in which an identifier was left in a conversation
 */
export const exportStage = defineStage(contract, {
  async *run(records: AsyncIterable<Joined>, options, context) {
    const parts = await openParts(context, options)
    const files = new SourceFiles(context.dataset.files)
    const placed = needsPlaces(options)
    const blanks = placed ? blanksOf(context.dataset.sha256, options) : {}
    for await (const { conversation, notes } of records) {
      context.signal.throwIfAborted()
      const processing = notes.processing as ProcessingNote
      const quality = notes.quality as QualityNote
      const record: ExportRecord = {
        ...conversation,
        source: { ...conversation.source, dataset_id: context.dataset.sha256 },
        findings: processing.findings,
        scores: quality.scores,
        ...blanks,
        get measures() {
          return measuresOf(processing, quality)
        },
      }
      const reason = leftOut(record, options.filter)
      if (reason !== undefined) {
        const position = files.position(conversation.source)
        context.lose({ kind: 'rejected', reason, id: conversation.id, position })
        continue
      }
      const figures = figuresOf(record)
      if (placed) {
        const position = files.position(conversation.source)
        const place = placeOf(record, processing, options)
        const held: Held = { ...place, id: conversation.id, position, figures }
        context.emit(PLACES, held as never)
      }
      for (const [key, write] of parts) context.emit(sectionOf(key), Buffer.from(write(record)))
      yield { note: { id: conversation.id }, figures }
    }
  },
  summary,
  async finish(context): Promise<FinishResult> {
    assertPrivate(context)
    const { options, losses } = context
    const places = needsPlaces(options) ? await placeAll(context) : placesAsTheyAre(context)
    const documents = new Documents(context, places)
    if (options.plan) await documents.plan(planOf(context, places))
    else {
      for (const [format, writer] of writersOf(context.execution))
        for (const split of places.splits) documents.add(await writeFile(context, places, format, writer, split))
      await documents.write(writersOf(context.execution))
    }
    return {
      dropped: places.dropped,
      ...(places.placed && { placed: places.placed() }),
      report: {
        options,
        ...places.figures,
        files: documents.files.map((file) => ({ ...file })),
        notices: documents.notices,
        ...(options.plan && { plan: planOf(context, places) }),
        losses: losses.map((loss) => ({ ...loss })),
      },
    }
  },
})

const sectionOf = (key: string): string => `part:${key}`

/** Parts that the formats are made of, each once. */
async function openParts({ execution }: StageContext, options: ExportOptions): Promise<Map<string, Write>> {
  const parts = new Map<string, Write>()
  for (const [, { part }] of writersOf(execution))
    if (!options.plan && !parts.has(part.key)) parts.set(part.key, await part.open(options))
  return parts
}

function writersOf({ exportFormats }: StageContext['execution']): [ExportFormat, Writer][] {
  return [...new Set(exportFormats)].map((format) => {
    if (Object.hasOwn(WRITERS, format)) return [format as ExportFormat, WRITERS[format as ExportFormat]]
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

async function writeFile(
  context: ExportContext,
  places: Places,
  format: ExportFormat,
  writer: Writer,
  split: string | undefined,
): Promise<WrittenFile & { whenEmpty?: string }> {
  const conversations = places.countOf(split)
  let records = conversations
  async function* content(): AsyncGenerator<Uint8Array> {
    records = (yield* writer.join(() => partsOf(context, places, writer.part.key, split), context.options)) ?? records
  }
  const about = { name: writer.path(split), format, ...(split !== undefined && { split }) }
  const { sha256, sizeBytes } = await context.file({ ...about, records: () => records }, content())
  const empty = records === 0 && conversations > 0
  return { ...about, records, sha256, size_bytes: sizeBytes, ...(empty && { whenEmpty: writer.whenEmpty ?? '' }) }
}

async function* partsOf(
  { signal, section }: ExportContext,
  places: Places,
  key: string,
  split: string | undefined,
): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const { item } of section(sectionOf(key))) {
    signal.throwIfAborted()
    const part = places.filled(at++, split, item as Uint8Array)
    if (part) yield part
  }
}
