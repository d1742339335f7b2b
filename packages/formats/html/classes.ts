import { Parser } from 'htmlparser2'
import { areNames } from './plan.ts'

/** Classes that name speakers and times, whatever they are called. */
export interface PageClasses {
  speakers: ReadonlySet<string>
  times: ReadonlySet<string>
}

/** Elements with a class that are looked at, and the longest of their texts that tells something. */
const MOST_ELEMENTS = 5000
const LONGEST = 80
/** A page has so many messages at least whose parts tell what their classes mean. */
const LEAST = 4
const WHEN = /^(?=[\p{L}\d\s.,:/-]{8,40}$)(?=.*\d{1,2}[:.]\d{2})(?=.*(?:\d{4}|\d[./-]\d{1,2}[./-]))/u

interface Open {
  classes: string[]
  text: string
  /** Whether an element within it has text of its own. */
  around: boolean
}

/**
 * Looks for the parts of messages by what they hold, where their classes have no names that tell (`_a6-h`): a class whose
 * elements hold few names again and again, and one whose elements hold dates with times, about as often.
 */
export class ClassSurvey {
  readonly #parser: Parser
  readonly #texts = new Map<string, string[]>()
  /** How many elements have a class. */
  readonly #counts = new Map<string, number>()
  readonly #open: Open[] = []
  #seen = 0

  constructor() {
    this.#parser = new Parser({
      onopentag: (_, attributes) => this.#opened((attributes['class'] ?? '').split(/\s+/).filter(Boolean)),
      ontext: (text) => {
        const open = this.#open.at(-1)
        if (open && open.text.length <= LONGEST) open.text += text
      },
      onclosetag: () => this.#close(),
    })
  }

  write(chunk: string): void {
    this.#parser.write(chunk)
  }

  classes(): PageClasses | null {
    // A class that other elements have as well says how things look, not what they are.
    const found = [...this.#texts].filter(
      ([name, texts]) => texts.length >= LEAST && texts.length >= (this.#counts.get(name) ?? 0) * 0.9,
    )
    const times = found.filter(([, texts]) => texts.every((text) => WHEN.test(text)))
    const [often = 0] = times.map(([, texts]) => texts.length).toSorted((a, b) => b - a)
    const speakers = found.filter(
      ([, texts]) =>
        texts.length >= often * 0.9 && texts.length <= often * 1.1 && new Set(texts).size > 1 && areNames(texts),
    )
    if (times.length === 0 || speakers.length === 0) return null
    return { speakers: named(speakers), times: named(times) }
  }

  #opened(classes: string[]): void {
    this.#open.push({ classes, text: '', around: false })
    if (this.#seen < MOST_ELEMENTS)
      for (const name of classes) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  #close(): void {
    const one = this.#open.pop()
    if (!one) return
    const text = one.text.trim()
    const above = this.#open.at(-1)
    if (above && (text !== '' || one.around)) above.around = true
    if (text === '' || one.around || this.#seen >= MOST_ELEMENTS) return
    this.#seen++
    for (const name of one.classes) {
      const texts = this.#texts.get(name)
      if (texts) texts.push(text)
      else this.#texts.set(name, [text])
    }
  }
}

const named = (classes: readonly [string, string[]][]): ReadonlySet<string> => new Set(classes.map(([name]) => name))
