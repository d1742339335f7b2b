// What a transcriber heard besides words. A sound is taken out of the text and kept as a mark. A gap (words that could
// not be heard) is marked too but stays in the text as `[inaudible]`: without it, words would meet that were never said together.

const SOUND =
  'laughs?|laughing|laughter|chuckles?|chuckling|giggles?|giggling|sighs?|sighing|sobs?|sobbing|cries|crying|weeps|weeping|tearful|coughs?|coughing|sniffs?|sniffles?|sniffling|scoffs?|gasps?|groans?|yawns?|yawning|exhales?|inhales?|deep breath|breathes(?: deeply)?|whispers?|whispering|nods?|nodding|shrugs?|clears? (?:his |her |their )?throat|clearing throat|snorts?|pauses?|long pause|short pause|silence|long silence|crosstalk|cross talk|overlapping(?: speech)?|simultaneous speech|music|applause|background noise|noise|door (?:opens|closes)|phone (?:rings|ringing)'
const GAP =
  'inaudible|unintelligible|indistinct|indiscernible|unclear|unk|audio (?:cuts out|gap)|break in (?:audio|recording)'
const WHO = '(?:(?:both|all|client|patient|therapist|counsel?lor|interviewer) )?'
const HOW = '(?: (?:softly|quietly|loudly|nervously|slightly|heavily|briefly|a little|again))?'
const STAMP = '(?:(?: at)? ?\\d{1,2}:\\d{2}(?::\\d{2})?(?:\\.\\d{1,3})?| \\d{1,3} ?s(?:ec(?:onds?)?)?)?'
const MARK = new RegExp(
  `[[({<*] ?(?:\\d{1,2}:\\d{2}(?::\\d{2})? )?(?:(${WHO}(?:${SOUND})${HOW})|(${GAP}))${STAMP} ?[\\])}>*]`,
  'gi',
)
const OPENING = /[[({<*]/
export const INAUDIBLE = 'inaudible'

/** A transcriber's mark, and the place in the clean text (UTF-16 units) before which it stood. */
export interface Mark {
  what: string
  at: number
}

/**
 * Text without the transcriber's marks, and the marks in order, in lower case; `null` where there are none.
 * Applied to its own text it finds only gaps.
 */
export function takeMarks(text: string): { text: string; marks: Mark[] } | null {
  if (!OPENING.test(text)) return null
  const rest = new Rest()
  let from = 0
  for (const { index, 0: whole, 1: sound } of text.matchAll(MARK)) {
    rest.add(text.slice(from, index))
    rest.mark(sound === undefined ? INAUDIBLE : sound.toLowerCase())
    if (sound === undefined) rest.add(`[${INAUDIBLE}]`)
    from = index + whole.length
  }
  if (from === 0) return null
  rest.add(text.slice(from))
  return rest.end()
}

/** What is left of a clean text in which parts are taken out: clean again at the seams. */
class Rest {
  readonly #parts: string[] = []
  readonly #marks: Mark[] = []
  #length = 0

  add(part: string): void {
    const last = this.#parts.at(-1) ?? ''
    if (last === '' || isBlank(last.at(-1)!)) {
      if (last !== '' && isBlank(part.charAt(0))) {
        const breaks =
          `${last.slice(last.trimEnd().length)}${part.slice(0, -part.trimStart().length || undefined)}`.split('\n')
            .length - 1
        this.#trim(breaks === 0 ? ' ' : '\n'.repeat(Math.min(2, breaks)))
      } else if (last !== '' && PUNCTUATION.test(part)) this.#trim('')
      part = isBlank(part.charAt(0)) ? part.trimStart() : part
    }
    if (part === '') return
    this.#parts.push(part)
    this.#length += part.length
  }

  mark(what: string): void {
    this.#marks.push({ what, at: this.#length })
  }

  end(): { text: string; marks: Mark[] } {
    if (this.#parts.length > 0) this.#trim('')
    return { text: this.#parts.join(''), marks: this.#marks }
  }

  /** Puts `separator` in place of the blanks at the end. */
  #trim(separator: string): void {
    const last = this.#parts.pop()!
    const part = last.trimEnd() + separator
    if (part !== '') this.#parts.push(part)
    this.#length += part.length - last.length
    for (let i = this.#marks.length - 1; i >= 0 && this.#marks[i].at > this.#length; i--)
      this.#marks[i].at = this.#length
  }
}

const PUNCTUATION = /^[,.;:!?]/
const isBlank = (character: string): boolean => character === ' ' || character === '\n'
