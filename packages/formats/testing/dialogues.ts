import type { TriedEncoding, Turns } from './example.ts'
import { utf16 } from './helpers.ts'

/** Three made-up conversations, with signs that Windows-1252 has and ASCII has not. */
export const DIALOGUES: Turns = [
  [
    "I can't sleep, I lie awake and think of my sister Zoë.",
    'What goes through your mind at night, when all is quiet?',
    'That I should have called her – it’s been a year.',
    'A year is long. What would you have told her?',
  ],
  [
    'My naïve plan was to work more and feel less.',
    'And how did that turn out for you?',
    'Not well, I am tired all day, and at the café I nearly cried.',
  ],
  ['I came because my doctor told me to.', 'I am glad you came. What would help you today?'],
]

/** So many turns, which all differ. */
export const manyTurns = (count: number): string[] =>
  Array.from({ length: count }, (_, turn) => `This is what was said in turn ${turn}, and it goes on for a while.`)

/** The same as conversations of two turns. */
export const pairs = (turns: readonly string[]): Turns =>
  turns.flatMap((turn, index) => (index % 2 === 0 ? [[turn, turns[index + 1] ?? turn]] : []))

/** Text as bytes of that encoding. */
export function encoded(text: string, encoding: TriedEncoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'bom':
      return Buffer.from(`\ufeff${text}`)
    case 'utf-16le':
      return utf16(text, 'le')
    case 'utf-16be':
      return utf16(text, 'be')
    default:
      return Buffer.from(text.replaceAll('–', '\u0096').replaceAll('’', '\u0092'), 'latin1')
  }
}
