/** A piece of an advice; `place` is where a row stands that it is about, as `why` is asked. */
interface AdvicePiece {
  readonly text: string
  readonly place?: string
}

const PLACES = /\b(\d+:(?:row:)?\d+)\b/

/** An advice of a report, cut where it names rows of files. */
export const adviceOf = (line: string): AdvicePiece[] =>
  line
    .split(PLACES)
    .map((text, index) => (index % 2 === 1 ? { text, place: text } : { text }))
    .filter(({ text }) => text !== '')
