import type { JsonObject, Role } from '@techdeck/contracts'
import type { UnpackLimits } from '@techdeck/core'

export type { UnpackLimits } from '@techdeck/core'

/** A file's bytes with random access; ends are exclusive. Readers pull chunks only as fast as they iterate. */
export interface ByteSource {
  readonly size: number
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
}

/** Where a row begins: bytes of the decompressed file as uploaded, line and data row counted from 1. */
export interface SourcePosition {
  file: number
  byteOffset: number
  line: number
  row: number
}

/** One thing somebody said, as the source has it. */
export interface RawTurn {
  /** The speaker as written: a name, a role, "user", "T". */
  speaker?: string
  text: string
  /** As written: seconds, `00:01:02`, an ISO time. */
  time?: string | number
  /** Rows that repeat it within a conversation are one turn seen by several annotators. */
  utteranceId?: string
  /** `utteranceId` of the message that it answers, where a conversation may go on in more than one way. */
  parent?: string
  labels?: JsonObject
}

/**
 * One row or object of a source: a whole conversation, or a part of the one that `key` names. Without turns where the
 * source is a conversation's and nobody says anything in this row: a notice that somebody left, another resource.
 */
export interface SourceRow {
  position: SourcePosition
  key?: string
  /** Value of the mapping's `order` column, by which rows of one key that lie apart are put in order. */
  order?: string | number
  turns: RawTurn[]
  /** Turns of the row that are not among `turns`, since they stand on other branches of a tree. */
  leftOut?: number
  language?: string
  metadata: JsonObject
  labels: JsonObject
}

/** Why a row could not be read; see docs for what each means and what to do. */
export const BAD_ROW_REASONS = [
  'invalid_encoding',
  'invalid_json',
  'not_an_object',
  'no_turns',
  'line_too_long',
  'wrong_column_count',
  /** A row of a table that sums up others. */
  'summary_row',
  'unclosed_quote',
  'too_deep',
  'empty_text',
] as const
export type BadRowReason = (typeof BAD_ROW_REASONS)[number]

/** A row that could not be read. `excerpt` is for the quarantine artifact alone (at most 200 characters). */
export interface BadRow {
  position: SourcePosition
  reason: BadRowReason
  excerpt: string
}

/** What a reader gives: one after the other, or in batches of those that are at hand together, which is quicker; not both. */
export interface Items extends AsyncIterable<ReadItem> {
  batches?(): AsyncIterable<readonly ReadItem[]>
}

export type ReadItem = { row: SourceRow; bad?: never } | { bad: BadRow; row?: never }

/** A place where reading may start: always the beginning of a row, and of a conversation unless the file is scattered. */
export interface Mark {
  byteOffset: number
  line: number
  row: number
  /** Whatever else the format needs to start here (0 where it needs nothing). */
  state: number
}

/** Which column or field means what. Names are those of the source. */
export interface Mapping {
  conversation?: string
  speaker?: string
  text?: string
  order?: string
  time?: string
  utteranceId?: string
  /** Which message a message answers, by its `utteranceId`. */
  parent?: string
  language?: string
  question?: string
  answer?: string
  labels?: string[]
  metadata?: string[]
  /** Speaker as written (lower case) → role, where the file's own values say more than the common names. */
  roles?: { [speaker: string]: 'client' | 'therapist' | 'system' | 'other' }
}

/** All that a reader needs to know of a file besides its bytes. Made by inspection, kept as an encrypted artifact. */
export interface Reading {
  format: string
  encoding: string
  /** Byte length of a byte order mark at the start. */
  bom: number
  /** The format's own settings: delimiter, header, JSON shape …; `columns`: which columns or fields there are to map. */
  settings: JsonObject
  mapping: Mapping
}

/** What one format says of the beginning of a file. */
export interface Detection {
  /** 0 to 1. */
  confidence: number
  /** What was seen, for people; quotes no content. */
  saw: string
  settings: JsonObject
  mapping: Mapping
}

/** The beginning of a decompressed file. */
export interface Sample {
  /** At most 256 KiB. */
  bytes: Uint8Array
  /** The same, decoded; may end in the middle of a row when `complete` is false. */
  text: string
  encoding: string
  complete: boolean
  /** What the owner says of columns and roles; goes before what names and values say. */
  given?: Mapping
  /** Name of the format whose conversion made this text; no other format is asked about it. */
  from?: string
}

/** A file inside of another one, or a text that was made of one. */
export interface Member {
  /** Its place inside: a path, a sheet; empty where there is just one. May name people, so it is treated as content. */
  path: string
  /** Its bytes, once; to be read before the next member is asked for. */
  content: AsyncIterable<Uint8Array>
  /** What was noticed on the way; to be asked once the content was read. */
  problems?(): MemberProblem[]
}

/** Something that unpacking or conversion noticed. Says what and what to do; quotes nothing. */
export interface MemberProblem {
  code: string
  message: string
  count?: number
}

/**
 * How a file that no reader can seek in (a spreadsheet, a document, a column store) becomes texts that one can: made
 * once, at inspection, and kept encrypted beside the upload.
 */
export interface Conversion {
  /** By content: the first bytes, and the source where those do not say enough. */
  detect(head: Uint8Array, source: ByteSource): boolean | Promise<boolean>
  /** In constant memory. @throws UnprocessableFileError when the file is damaged or goes beyond the limits */
  convert(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncIterable<Member>
}

/** A reader: one folder each. The folder's name is the format's name. */
export interface Format {
  readonly name: string
  /** Set where files of this format are not text: `detect` and `read` then see the text that it makes. */
  readonly conversion?: Conversion
  /** `null` when the sample is not of this format. */
  detect(sample: Sample): Detection | null
  /**
   * Looks at the whole file for what its beginning cannot tell, once, at inspection. What it says of the settings takes
   * the place of what `detect` said.
   */
  settle?(
    source: ByteSource,
    reading: Reading,
    range: ReadRange,
    signal: AbortSignal,
  ): Promise<{ settings: JsonObject; problems: Inspection['problems'] }>
  /**
   * Reads rows from `start` up to (not including) the row that begins at or after byte `end`, in file order.
   * A row that cannot be read is yielded as `bad`, and reading goes on.
   */
  read(source: ByteSource, reading: Reading, range: ReadRange, signal: AbortSignal): Items
}

export interface ReadRange {
  /** Ordinal of the file in its data set; goes into each position. */
  file: number
  start: Mark
  end: number
}

/** What inspection says of one file: all of it was read once. */
export interface Inspection {
  reading: Reading
  confidence: number
  /** What was seen, for people; quotes no content. */
  saw: string
  rows: number
  badRows: number
  badRowsByReason: { [reason: string]: number }
  /** First few bad rows' positions and reasons, without excerpts. */
  firstBadRows: { position: SourcePosition; reason: BadRowReason }[]
  conversations: number
  turns: number
  /** How many turns each role has, by the mapping. */
  roles: { [role: string]: number }
  /** Who speaks most, as written in lower case; at most 50. */
  speakers: { speaker: string; role: Role; turns: number }[]
  scattered: boolean
  marks: Mark[]
  problems: { code: string; message: string; line?: number; byteOffset?: number; count?: number }[]
  /** Other readings that were nearly as likely, or likelier than the one that the owner chose. */
  alternatives: { format: string; confidence: number; saw: string }[]
}
