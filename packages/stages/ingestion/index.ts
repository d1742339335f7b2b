import type { Json } from '@techdeck/contracts'
import type { ReadItem, SourceRow } from '@techdeck/formats'
import { z } from 'zod'
import { conversationIds } from '../conversation-ids.ts'
import type { Output, Phase, RawConversation, Stage, StageContext } from '../definition.ts'
import { contract } from './contract.ts'
import { ConversationBuilder } from './conversation-builder.ts'
import { GROUP, READ } from './phases.ts'
import { summary, type IngestionSummary } from './summary.ts'
import { ROWS, type RowsOf } from './trail.ts'

type Options = z.output<typeof contract.options>
type PhaseContext = StageContext & { readonly partitions: number }

/**
 * Rows as formats read them become raw conversations; nobody decides yet what they mean.
 *
 * Phase `read` joins adjacent rows of one key. Where rows of a conversation lie apart (`context.partitions > 0`) it
 * yields nothing and puts each row into section `p{partition}` instead, and phase `group` brings each partition's rows
 * together, in the order of their positions. A row in which nobody says anything is rejected; a row that could not be read is quarantined with its place and reason.
 */
export const ingestion: Stage<typeof contract, IngestionSummary> = {
  contract,
  phases: [
    { ...READ, run: read },
    { ...GROUP, run: group },
  ] satisfies Phase<never, Output, Options>[],
  summary,
  async finish({ options, summary: figures, losses }) {
    return { report: { options, ...figures, losses: losses.map((loss) => ({ ...loss })) } }
  },
}

async function* read(items: AsyncIterable<ReadItem>, options: Options, context: PhaseContext): AsyncGenerator<Output> {
  const idOf = conversationIds(context.dataset)
  let open: ConversationBuilder | null = null
  let key: string | undefined
  for await (const { row, bad } of items) {
    context.signal.throwIfAborted()
    if (bad) {
      context.lose({ kind: 'quarantined', reason: bad.reason, position: bad.position, excerpt: bad.excerpt })
    } else if (row.turns.length === 0) {
      context.lose({ kind: 'rejected', reason: 'nothing_said', position: row.position })
    } else if (context.partitions > 0) {
      context.emit(`p${partitionOf(row, context.partitions)}`, row as unknown as Json)
    } else {
      const joins = open !== null && row.key !== undefined && row.key === key && row.position.file === open.first.file
      if (!joins) {
        if (open) yield* built(open, idOf, context)
        open = new ConversationBuilder(row.position, options.maxConversationChars)
        key = row.key
      }
      open!.add(row)
    }
  }
  if (open) yield* built(open, idOf, context)
}

/** Reads one partition whole: the orchestrator chooses their number so that one fits into memory. */
async function* group(rows: AsyncIterable<SourceRow>, options: Options, context: PhaseContext): AsyncGenerator<Output> {
  const all: SourceRow[] = []
  for await (const row of rows) all.push(row)
  context.signal.throwIfAborted()
  all.sort((a, b) => a.position.file - b.position.file || a.position.byteOffset - b.position.byteOffset)
  const idOf = conversationIds(context.dataset)
  const conversations = new Map<string | SourceRow, ConversationBuilder>()
  for (const row of all) {
    const key = row.key === undefined ? row : `${row.position.file}:${row.key}`
    let builder = conversations.get(key)
    if (!builder)
      conversations.set(key, (builder = new ConversationBuilder(row.position, options.maxConversationChars)))
    builder.add(row)
  }
  for (const builder of conversations.values()) {
    context.signal.throwIfAborted()
    for (const { conversation } of built(builder, idOf, context)) {
      context.emit(ROWS, { id: conversation.id, file: builder.first.file, at: builder.places } satisfies RowsOf)
      yield { conversation }
    }
  }
}

function* built(
  builder: ConversationBuilder,
  idOf: ReturnType<typeof conversationIds>,
  { lose }: StageContext,
): Generator<{ conversation: RawConversation }> {
  const conversation = builder.build(idOf, lose)
  if (conversation) yield { conversation }
}

/** FNV-1a over file and key; a row without a key is a conversation of its own and may lie anywhere. */
function partitionOf({ key, position }: SourceRow, partitions: number): number {
  const name = `${position.file}:${key ?? `@${position.byteOffset}`}`
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 15
  return (hash >>> 0) % partitions
}
