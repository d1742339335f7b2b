import { type LabelStyle, masked, type SpeakerLine, TranscriptLines } from '../transcript/lines.ts'
import type { RawTurn } from '../types.ts'
import { type Cue, piecesOf } from './parse.ts'

/** How the texts of cues name their speakers. */
export interface CueStyle {
  /** Names seen in the texts, masked. */
  names: string[]
  closed: boolean
  /** The first line of each cue is the speaker's name. */
  firstLine: boolean
  /** Most turns are named, so that a cue without a name goes on with the voice before it. */
  labelled: boolean
  /** Lines move up: cues begin with lines that the cue before them has shown. */
  rolling: boolean
}

/** A turn as a cue begins it; `changes` when the text says that somebody else speaks now, without a name. */
interface CueTurn extends RawTurn {
  changes?: boolean
}

/** A voice that goes on for longer is cut, so that no turn grows without end. */
const LONGEST = 32 * 1024

/** `>>` begins another voice in captions; a dash does where two speak in one cue. */
const CHANGE = /^\s*(?:&gt;&gt;|>>|»)\s*/
const DASH = /^\s*[-–—‐]\s*(?=[\p{L}"“'‘¿¡[(])/u

/** Reads what was said in a cue, and by whom where the text says so. */
export class CueTurns {
  readonly rolling: boolean
  readonly #style: CueStyle
  readonly #colon: TranscriptLines
  readonly #bracket: TranscriptLines
  readonly #alone: TranscriptLines

  constructor(style: CueStyle) {
    this.#style = style
    this.rolling = style.rolling
    const labels = (form: LabelStyle['form']) =>
      new TranscriptLines({
        form,
        names: style.names.map((name) => masked(name)),
        closed: style.closed,
        numbered: null,
        furniture: [],
      })
    this.#colon = labels('colon')
    this.#bracket = labels('bracket')
    this.#alone = labels('alone')
  }

  turns({ start, lines, voice: above }: Cue): CueTurn[] {
    const turns: CueTurn[] = []
    const dashes = lines.filter((line) => DASH.test(line)).length
    const begin = (speaker: string | undefined, text: string, changes = speaker !== undefined) =>
      turns.push({ ...(speaker !== undefined && { speaker }), text, time: start, ...(changes && { changes }) })
    if (above !== undefined) begin(above, '')
    for (const [index, line] of lines.entries()) {
      if (index === 0 && this.#style.firstLine && lines.length > 1) {
        begin(piecesOf(line)[0]?.text ?? line, '')
        continue
      }
      const changes =
        CHANGE.test(line) || (DASH.test(line) && (dashes >= 2 || this.#named(line.replace(DASH, '')) !== null))
      for (const { voice, text } of piecesOf(changes ? line.replace(CHANGE, '').replace(DASH, '') : line)) {
        const named = voice === undefined ? this.#named(text) : { speaker: voice, text: 0 }
        if (named) begin(named.speaker, text.slice(named.text).trim())
        else if (changes || turns.length === 0) begin(undefined, text, changes)
        else addTo(turns.at(-1), text, '\n')
      }
    }
    return turns.filter(({ text, speaker }) => text !== '' || speaker !== undefined)
  }

  #named(text: string): SpeakerLine | null {
    return (
      this.#colon.speaker(text) ??
      (this.#style.labelled ? (this.#bracket.speaker(text) ?? this.#alone.speaker(text)) : null)
    )
  }

  /** Whether a turn that begins a cue goes on with what was said last. */
  goesOn(last: RawTurn, next: CueTurn): boolean {
    if (next.speaker !== undefined) return next.speaker === last.speaker
    if (next.changes) return false
    return this.#style.labelled || isCut(last.text, next.text)
  }
}

/** What is heard from one cue on, for as long as a voice or a sentence goes on. */
export class Talk {
  readonly #turns: CueTurn[] = []
  readonly #style: CueTurns
  #shown: readonly string[] = []

  constructor(style: CueTurns) {
    this.#style = style
  }

  goesOn(cue: Cue): boolean {
    const last = this.#turns.at(-1)
    const [next] = this.#style.turns(cue)
    if (!last || !next) return true
    if (last.text.length > LONGEST) return false
    return this.#again(cue) > 0 || this.#style.goesOn(last, next)
  }

  add(cue: Cue): void {
    const lines = cue.lines.slice(this.#again(cue))
    const [first, ...rest] = this.#style.turns({ ...cue, lines })
    const last = this.#turns.at(-1)
    if (first && last && this.#style.goesOn(last, first)) addTo(last, first.text)
    else if (first) this.#turns.push(first)
    this.#turns.push(...rest)
    this.#shown = cue.lines
  }

  /** The turns in which something was said. */
  get turns(): RawTurn[] {
    return this.#turns.filter(({ text }) => text !== '').map(({ changes: _changes, ...turn }) => turn)
  }

  /** How many of a cue's lines have been shown before. */
  #again({ lines }: Cue): number {
    return this.#style.rolling ? overlap(this.#shown, lines) : 0
  }
}

/** How many lines at the end of one list begin the other. */
export function overlap(before: readonly string[], after: readonly string[]): number {
  for (let count = Math.min(before.length, after.length); count > 0; count--)
    if (after.slice(0, count).every((line, index) => line === before[before.length - count + index])) return count
  return 0
}

/** A sentence that has not come to its end. */
const isCut = (before: string, after: string): boolean =>
  !/[.!?…。！？][\s"'”’»)\]]*$/.test(before) || /^(?:\.{3}|…|\p{Ll})/u.test(after)

/** Puts text behind a turn's own; a space lies between, but not between signs of scripts that know none. */
function addTo(turn: RawTurn | undefined, text: string, between = ' '): void {
  if (!turn || text === '') return
  const joint = turn.text === '' || (WIDE.test(turn.text.slice(-1)) && WIDE.test(text.slice(0, 1))) ? '' : between
  turn.text += joint + text
}

const WIDE = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/
