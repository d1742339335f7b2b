import { SpeakerHabits } from '../roles/index.ts'
import type { BadRow, Inspection, Mark, SourceRow } from '../types.ts'
import { type Group, groupOf, HashSet } from './hash-set.ts'

const FIRST_BAD_ROWS = 20
/** A conversation without a boundary for so long is cut, and brought together again by ingestion. */
const LONGEST = 16 * 1024 * 1024
/** Utterances that are remembered over the whole file; beyond, only repetitions within one stretch are seen. */
const MOST_UTTERANCES = 4_000_000

export interface ShardLimits {
  bytes: number
  conversations: number
}

/** How much the shard of that number takes at most: the next one begins at the first boundary after. */
export type ShardLimitsOf = (shard: number) => ShardLimits

/** Counts what passes in one reading of a file, and lays the marks. Its size does not grow with the text. */
export class Tally {
  rows = 0
  badRows = 0
  badRowsByReason: { [reason: string]: number } = {}
  firstBadRows: Inspection['firstBadRows'] = []
  conversations = 0
  /** Rows in which nobody says anything. */
  silentRows = 0
  /** Turns that stand on other branches of trees. */
  leftOut = 0
  turns = 0
  scattered = false
  marks: Mark[]
  habits = new SpeakerHabits()

  readonly #limitsOf: ShardLimitsOf
  readonly #keys = new HashSet()
  readonly #utterances = new HashSet()
  #key: string | undefined
  #group: Group | undefined
  /** Utterances of the conversation that is being read. */
  readonly #here = new Set<string>()
  #begin = 0
  #sinceMark = 0

  constructor(first: Mark, limitsOf: ShardLimitsOf) {
    this.marks = [first]
    this.#limitsOf = limitsOf
  }

  bad({ position, reason }: BadRow): void {
    this.rows++
    this.badRows++
    this.badRowsByReason[reason] = (this.badRowsByReason[reason] ?? 0) + 1
    if (this.firstBadRows.length < FIRST_BAD_ROWS) this.firstBadRows.push({ position, reason })
  }

  row(row: SourceRow): void {
    this.rows++
    if (row.turns.length === 0) {
      this.silentRows++
      return
    }
    this.leftOut += row.leftOut ?? 0
    const { key } = row
    const begins = key === undefined || key !== this.#key
    if (begins) this.#enter(row)
    else if (row.position.byteOffset - Math.max(this.#begin, this.#lastMark().byteOffset) > LONGEST) this.#cut(row)
    let opens = begins
    for (const turn of row.turns) {
      if (turn.utteranceId !== undefined && this.#group && !this.#isNew(this.#group, turn.utteranceId)) continue
      this.turns++
      this.habits.add(turn, opens)
      opens = false
    }
  }

  #enter(row: SourceRow): void {
    const { byteOffset } = row.position
    this.#key = row.key
    this.#group = row.key === undefined ? undefined : groupOf(row.key)
    this.#here.clear()
    this.#begin = byteOffset
    if (row.key === undefined || this.#keys.add(row.key)) this.conversations++
    else this.scattered = true
    const { bytes, conversations } = this.#limitsOf(this.marks.length - 1)
    const far = byteOffset - this.#lastMark().byteOffset >= bytes
    if (far || this.#sinceMark >= conversations) this.#mark(row)
    this.#sinceMark++
  }

  #cut(row: SourceRow): void {
    this.scattered = true
    this.#mark(row)
    this.#sinceMark = 1
  }

  #mark({ position: { byteOffset, line, row } }: SourceRow): void {
    this.marks.push({ byteOffset, line, row, state: byteOffset - this.#begin })
    this.#sinceMark = 0
  }

  #lastMark(): Mark {
    return this.marks.at(-1) as Mark
  }

  #isNew(conversation: Group, utteranceId: string): boolean {
    if (this.#utterances.size < MOST_UTTERANCES) return this.#utterances.add(utteranceId, conversation)
    if (this.#here.has(utteranceId)) return false
    this.#here.add(utteranceId)
    return true
  }
}
