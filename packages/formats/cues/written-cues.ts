import { WrittenText } from '../written-text.ts'

export interface WrittenCue {
  /** Seconds. */
  begin: number
  end: number
  voice?: string
  text: string
}

/** Writes cues as WebVTT, for formats of subtitles that are converted to it. */
export class WrittenCues {
  readonly #written = new WrittenText()

  constructor(language?: string) {
    this.#written.add(`WEBVTT${language === undefined ? '' : `\nLanguage: ${language}`}\n\n`)
  }

  cue({ begin, end, voice, text }: WrittenCue): void {
    const lines = text
      .split('\n')
      .map((line) => escaped(line.trim()))
      .filter((line) => line !== '')
    if (lines.length === 0) return
    const named = voice === undefined || voice === '' ? '' : `<v ${escaped(voice.replace(/\s+/g, ' '))}>`
    this.#written.add(`${stamp(begin)} --> ${stamp(Math.max(begin, end))}\n${named}${lines.join('\n')}\n\n`)
  }

  /** What was written, when there is enough of it or `all` is asked for. */
  take(all = false): Uint8Array | null {
    return this.#written.take(all)
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function stamp(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds * 1000))
  const clock = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map((value) => two(Math.floor(value)))
  return `${clock.join(':')}.${String(whole % 1000).padStart(3, '0')}`
}

const two = (value: number): string => String(value).padStart(2, '0')
