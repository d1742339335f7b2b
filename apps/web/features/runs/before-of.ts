import type { Conversation, RevealedView } from '@techdeck/contracts'

/** A piece of a turn as it was said; `taken` is what was taken out of it. */
export interface Said {
  readonly text: string
  readonly taken: boolean
}

/** What a de-identified turn was before, by what the vault gave back. Offsets are code points of the text as it is now. */
export function beforeOf(
  { index, text }: Pick<Conversation['turns'][number], 'index' | 'text'>,
  replaced: RevealedView['replaced'],
): Said[] {
  const points = Array.from(text)
  const places = replaced.filter(({ turn }) => turn === index).toSorted((a, b) => a.start - b.start)
  const pieces: Said[] = []
  let at = 0
  for (const { start, end, text: was } of places) {
    pieces.push({ text: points.slice(at, start).join(''), taken: false }, { text: was, taken: true })
    at = Math.max(at, end)
  }
  pieces.push({ text: points.slice(at).join(''), taken: false })
  return pieces.filter((piece) => piece.text !== '')
}
