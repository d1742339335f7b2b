import type { Conversation } from '@techdeck/contracts'

/** What is written of one conversation: the canonical form, and what formats for analysis have beside it. */
export interface ExportRecord extends Conversation {
  /** How much it should count in training, where weights were asked for. */
  weight?: number
  /** Measures of the session by name of the code book; `null` where one is not defined. */
  measures?: { readonly [name: string]: number | string | null }
}

/** What the owner of an export may choose of how formats look. */
export interface WriteOptions {
  /** Joins adjacent turns of one role, in formats whose readers ask for alternating roles. */
  readonly alternateRoles: boolean
  /** Whether findings and scores are written beside the text. */
  readonly annotations: boolean
  /** Goes before each conversation, in formats that know such a thing. */
  readonly systemPrompt?: string | undefined
  /** Turns that go before a reply as its context; 0 for all. */
  readonly contextTurns: number
  /** The encoding whose tokens are counted in `openai_chat`. */
  readonly tokens?: 'o200k_base' | 'cl100k_base' | undefined
  /** What makes one reply better than another: `scores.overall`, or a label or a field of the metadata. */
  readonly preferBy: string
  /** Differences smaller than that make no pair. */
  readonly preferGap: number
}

/** One conversation's share of a file. Equal conversations give equal text, and neither order nor neighbours change it. */
export type Write = (record: ExportRecord) => string

/** What shards make of conversations. Formats whose parts have the same key share them. */
export interface Part {
  readonly key: string
  /** Loads what it needs, once a shard. */
  open(this: void, options: WriteOptions): Write | Promise<Write>
}

/** What is known of a whole export when its files are written. */
export interface Figures {
  readonly findings: { readonly [kind: string]: { readonly [category: string]: number } }
}

/** The parts of all conversations in order; may be asked for more than once. A part is good until the next is asked for. */
export type Parts = () => AsyncIterable<Uint8Array>

/** A writer of one export format: `write.ts` in the folder of the format. */
export interface Writer {
  readonly part: Part
  /** Where a file lies in an export; one a split where there are splits. */
  path(this: void, split: string | undefined): string
  /**
   * A whole file of its parts, as a stream and in memory that does not grow with the data. Equal parts give equal bytes.
   * It returns how many records it wrote where these are not conversations.
   */
  join(this: void, parts: Parts, options: WriteOptions): AsyncGenerator<Uint8Array, number | void>
  /** What lies beside the files, such as a code book. */
  beside?(this: void, figures: Figures): readonly { path: string; text: string }[]
  /** What to say where it could write nothing although there were conversations. */
  readonly whenEmpty?: string
}

/** `name.extension`, or `name.split.extension`. */
export const named =
  (name: string, extension: string) =>
  (split: string | undefined): string =>
    [name, ...(split === undefined ? [] : [split]), extension].join('.')

/** Parts one after the other, between a header and a footer. */
export function framed({ header = '', between = '', footer = '' } = {}): Writer['join'] {
  return async function* join(parts) {
    if (header !== '') yield Buffer.from(header)
    let first = true
    for await (const part of parts()) {
      if (!first && between !== '') yield Buffer.from(between)
      first = false
      yield part
    }
    if (footer !== '') yield Buffer.from(footer)
  }
}

const LINE_FEED = 10

/** Parts that hold any number of JSON lines each; the lines are what is counted. */
export async function* lines(parts: Parts): AsyncGenerator<Uint8Array, number> {
  let count = 0
  for await (const part of parts()) {
    if (part.length === 0) continue
    for (let at = part.indexOf(LINE_FEED); at !== -1; at = part.indexOf(LINE_FEED, at + 1)) count++
    yield part
  }
  return count
}
