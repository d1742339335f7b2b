import type { Json, JsonObject } from '@techdeck/contracts'
import type { SourcePosition, SourceRow } from '@techdeck/formats'
import { mainPath } from '@techdeck/formats/names'
import type { Loss, RawConversation } from '../definition.ts'

/** Distinct values that one conversation-level field may collect from its rows. */
const MAX_VALUES = 16

/**
 * Gathers the rows of one conversation, in the order in which they are given, which is that of the source.
 *
 * Where every row carries an order value, rows are put into that order; rows that repeat an utterance's id (one per
 * annotator) become one turn whose labels are lists, one entry an annotator, aligned over all labels.
 * Once the text is longer than `maxChars` it keeps only the count, and {@link build} accounts for it as quarantined.
 */
export class ConversationBuilder {
  readonly first: SourcePosition
  readonly #maxChars: number
  /** Byte offsets of all rows, in the order in which they were given. */
  readonly places: number[] = []
  #rows: SourceRow[] = []
  #count = 0
  #chars = 0

  constructor(first: SourcePosition, maxChars: number) {
    this.first = first
    this.#maxChars = maxChars
  }

  add(row: SourceRow): void {
    this.#count++
    for (const turn of row.turns) this.#chars += turn.text.length
    if (this.#chars > this.#maxChars) {
      this.#rows = []
      return
    }
    this.#rows.push(row)
    this.places.push(row.position.byteOffset)
  }

  /** The conversation, or `null` when it was too large; rows that went elsewhere are told to `lose`. */
  build(idOf: (position: SourcePosition) => string, lose: (loss: Loss) => void): RawConversation | null {
    const id = idOf(this.first)
    if (this.#chars > this.#maxChars) {
      lose({ kind: 'quarantined', reason: 'conversation_too_large', id, position: this.first, count: this.#count })
      return null
    }
    const merged = new Map<string, { turn: RawConversation['turns'][number]; labels: (JsonObject | undefined)[] }>()
    const metadata = new FieldCollector()
    const labels = new FieldCollector()
    const conversation: RawConversation = { id, position: this.first, rows: 0, turns: [], metadata: {}, labels: {} }
    const { rows, beside } = alongMainPath(inOrder(this.#rows))
    for (const { position } of beside) lose({ kind: 'rejected', reason: 'other_branch', id, position })
    for (const row of rows) {
      let added = false
      for (const read of row.turns) {
        const { utteranceId, parent: _parent, ...turn } = read
        const seen = utteranceId === undefined ? undefined : merged.get(utteranceId)
        if (seen) {
          seen.labels.push(read.labels)
          continue
        }
        added = true
        conversation.turns.push(turn)
        if (utteranceId !== undefined) merged.set(utteranceId, { turn, labels: [read.labels] })
      }
      if (added || row.turns.length === 0) conversation.rows!++
      else lose({ kind: 'merged', reason: 'repeated_utterance', id, into: id, position: row.position })
      if (row.language && conversation.language === undefined) conversation.language = row.language
      metadata.add(row.metadata)
      labels.add(row.labels)
    }
    for (const { turn, labels: annotations } of merged.values())
      if (annotations.length > 1) turn.labels = aligned(annotations)
    conversation.metadata = metadata.values()
    conversation.labels = labels.values()
    return conversation
  }
}

/** Where rows are messages that name the one that they answer: those of one way through the tree, and all others. */
function alongMainPath(rows: SourceRow[]): { rows: SourceRow[]; beside: SourceRow[] } {
  if (!rows.some(({ turns }) => turns[0]?.parent !== undefined)) return { rows, beside: [] }
  const path = mainPath(rows.map(({ turns }) => ({ id: turns[0]?.utteranceId, parent: turns[0]?.parent })))
  if (!path) return { rows, beside: [] }
  const taken = new Set(path)
  return { rows: path.map((at) => rows[at]), beside: rows.filter((_, at) => !taken.has(at)) }
}

/** Sorted by the order column when every row has one, else as given; equal values stay in source order. */
function inOrder(rows: SourceRow[]): SourceRow[] {
  if (rows.length < 2 || rows.some(({ order }) => order === undefined)) return rows
  const numeric = rows.map(({ order }) => (order === '' ? Number.NaN : Number(order)))
  if (numeric.every((value) => Number.isFinite(value)))
    return rows
      .map((row, i) => ({ row, at: numeric[i] }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ row }) => row)
  return rows.toSorted((a, b) => compare(String(a.order), String(b.order)))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `[{a: 1}, {a: 2, b: 3}]` → `{a: [1, 2], b: [null, 3]}`. */
function aligned(annotations: readonly (JsonObject | undefined)[]): JsonObject {
  const names = new Set(annotations.flatMap((labels) => Object.keys(labels ?? {})))
  return Object.fromEntries([...names].map((name) => [name, annotations.map((labels) => labels?.[name] ?? null)]))
}

/** Conversation-level fields that rows repeat: one value stays as it is, several distinct ones become a list. */
class FieldCollector {
  readonly #fields = new Map<string, { keys: Set<string>; values: Json[] }>()

  add(fields: JsonObject): void {
    for (const name in fields) {
      const value = fields[name]
      if (value === undefined || value === null || value === '') continue
      const known = this.#fields.get(name)
      const last = known?.values.at(-1)
      if (last === value || (known && known.values.length >= MAX_VALUES)) continue
      const key = typeof value === 'string' ? value : JSON.stringify(value)
      if (!known) this.#fields.set(name, { keys: new Set([key]), values: [value] })
      else if (!known.keys.has(key)) {
        known.keys.add(key)
        known.values.push(value)
      }
    }
  }

  values(): JsonObject {
    const result: JsonObject = {}
    for (const [name, { values }] of this.#fields) result[name] = values.length === 1 ? values[0]! : values
    return result
  }
}
