import { type WrittenCue } from '../cues/index.ts'
import type { XmlHandler } from '../xml/index.ts'

/** Frames and ticks a second, where times count them. */
interface Rates {
  frames: number
  ticks: number
}

/** Takes the paragraphs of timed text as cues; who speaks is the agent that one names. */
export class TimedText implements XmlHandler {
  readonly cues: WrittenCue[] = []
  language: string | undefined
  readonly #agents = new Map<string, string>()
  readonly #rates: Rates = { frames: 30, ticks: 1 }
  /** Begins of the elements around: times are counted from them. */
  readonly #begins: number[] = []
  #agent: string | null = null
  #isName = false
  #cue: (WrittenCue & { depth: number }) | null = null

  open(name: string, attributes: { [name: string]: string }): void {
    const { begin, end, dur, agent, id = '' } = attributes
    if (name === 'tt') this.#root(attributes)
    if (name === 'agent') this.#agent = id
    this.#isName = name === 'name' && this.#agent !== null
    const around = this.#begins.at(-1) ?? 0
    const from = begin === undefined ? around : around + this.#seconds(begin)
    this.#begins.push(from)
    if (name === 'p' && !this.#cue) {
      const to =
        end === undefined ? (dur === undefined ? from : from + this.#seconds(dur)) : around + this.#seconds(end)
      this.#cue = { begin: from, end: to, text: '', depth: this.#begins.length }
    }
    if (!this.#cue) return
    if (name === 'br') this.#cue.text += '\n'
    const [said] = (agent ?? '').trim().split(/\s+/)
    if (said !== '' && this.#cue.voice === undefined) this.#cue.voice = this.#agents.get(said) ?? said
    // Words that come one after the other stand within the paragraph.
    if (begin !== undefined && this.#cue.text.trim() === '') this.#cue.begin = from
  }

  text(text: string): void {
    if (this.#isName && this.#agent !== null) this.#agents.set(this.#agent, text.trim())
    else if (this.#cue) this.#cue.text += text.replace(/\s+/g, ' ')
  }

  close(name: string): void {
    this.#isName = false
    if (name === 'agent') this.#agent = null
    if (this.#cue?.depth === this.#begins.length) {
      this.cues.push(this.#cue)
      this.#cue = null
    }
    this.#begins.pop()
  }

  #root({ lang, frameRate, tickRate }: { [name: string]: string }): void {
    if (lang !== undefined && lang !== '') this.language = lang
    if (Number(frameRate) > 0) this.#rates.frames = Number(frameRate)
    this.#rates.ticks = Number(tickRate) > 0 ? Number(tickRate) : this.#rates.frames
  }

  /** `00:01:02.5`, `00:01:02:12` with frames, `62.5s`, `62500ms`, `1550f`, `625000t` */
  #seconds(time: string): number {
    const [, value, unit] = /^\s*([\d.]+)(h|m|s|ms|f|t)\s*$/.exec(time) ?? []
    const { frames, ticks } = this.#rates
    if (value !== undefined)
      return Number(value) * { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / frames, t: 1 / ticks }[unit as 'h']
    const [hours = 0, minutes = 0, seconds = 0, frame = 0] = time.split(':').map(Number)
    const all = hours * 3600 + minutes * 60 + seconds + frame / frames
    return Number.isFinite(all) ? all : 0
  }
}
