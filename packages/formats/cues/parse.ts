import { roleOf } from '../roles/index.ts'

/** One cue: what was on the screen from one time to another. */
export interface Cue {
  /** Seconds. */
  start: number
  end: number
  lines: string[]
  /** Who speaks, where that stands above the times. */
  voice?: string
}

const STAMP = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`
/** `00:00:01,500 --> 00:00:06,200` and what may stand behind it, or `0:00:01.500,0:00:06.200` alone. */
const TIMING = new RegExp(String.raw`^\s*${STAMP}(?:\s*-->\s*|,(?=[\d:.]+\s*$))${STAMP}(?:\s|$)`)

/** `[00:01.000 --> 00:04.000]  text`, as speech recognition prints it. */
const BRACKETED = new RegExp(String.raw`^\s*\[${STAMP}\s*-->\s*${STAMP}\][^\S\n]*([^\n]*)$`)

export const isTiming = (line: string): boolean => TIMING.test(line) || BRACKETED.test(line)

/**
 * The cues of a block of lines: mostly one, with or without a number or name on the line before its times; more where
 * blank lines are missing. None where no line holds times.
 */
export function cuesOf(block: string): Cue[] {
  const lines = block.split(/\r?\n/).map((line) => line.trimEnd())
  const cues: Cue[] = []
  for (const [index, line] of lines.entries()) {
    const voice = VOICE_ABOVE.exec(lines[index - 1] ?? '')?.[1]
    const bracketed = BRACKETED.exec(line)
    const timing = bracketed ? null : TIMING.exec(line)
    if (bracketed) cues.push({ ...timesOf(bracketed), lines: [bracketed[9].trim()].filter((text) => text !== '') })
    else if (timing) cues.push({ ...timesOf(timing), lines: [], ...(voice !== undefined && { voice }) })
    // A number in front of the next times is no text.
    else if (line !== '' && !(/^\d+$/.test(line) && isTiming(lines[index + 1] ?? ''))) cues.at(-1)?.lines.push(line)
  }
  return cues
}

/** `1 "Anna Smith" (12345)` above the times, as meetings are written down by Webex. */
const VOICE_ABOVE = /^\d{1,6}\s+"([^"]{1,80})"\s*\(\d{1,20}\)\s*$/

const timesOf = (found: readonly string[]): Pick<Cue, 'start' | 'end'> => ({
  start: secondsOf(found.slice(1, 5)),
  end: secondsOf(found.slice(5, 9)),
})

function secondsOf([hours = '0', minutes = '0', seconds = '0', fraction = '0']: (string | undefined)[]): number {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return (whole * 1000 + Number(fraction.padEnd(3, '0'))) / 1000
}

const ENTITIES: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  quot: '"',
  apos: "'",
  lrm: '',
  rlm: '',
}

/** A piece of a cue's text; `voice` where a tag names who speaks. */
export interface Piece {
  voice?: string
  text: string
}

/** A class that is called after who speaks. */
const roleIn = (part: string): string | undefined =>
  /^<c((?:\.[\w-]{1,40})+)>/
    .exec(part)?.[1]
    ?.split('.')
    .find((name) => ['client', 'therapist'].includes(roleOf(name) ?? ''))

/** Text without its tags, cut where a voice begins. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const part of text.split(/(?=<v[ .\t]|<c\.)/)) {
    const [tag, voice = roleIn(part)] = /^<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>/.exec(part) ?? []
    const plain = plainText(part.slice(tag?.length ?? 0))
    if (plain !== '' || voice !== undefined)
      pieces.push({ ...(voice !== undefined && { voice: plainText(voice) }), text: plain })
  }
  return pieces
}

/** `<i>`, `<00:01.000>`, `</v>` and the like; `{\an8}`; entities. A lone `<` stays. */
const plainText = (text: string): string =>
  text
    .replace(/<\/?[a-z][^<>]{0,200}>|<[\d:.]{3,16}>|\{\\[^{}]{0,100}\}/gi, '')
    .replace(/&([a-z]{2,4});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .trim()
