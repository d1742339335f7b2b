import type { ComposedTurn } from './compose.ts'
import type { Prng } from './prng.ts'

// What the origin of a file leaves in its texts. Each change is one code point for one, so that spans stay right.

const PROMPTS = [
  'You are a calm counsellor on a text line. Keep answers short.',
  'Answer as an experienced therapist would in a first session.',
  'You support people who write in at night. Never judge, never diagnose.',
  'Role: counsellor. Ask before you advise.',
  'You are a trainee who practises motivational interviewing.',
]

/** A system message before half of the conversations. */
export const withSystemMessage = (turns: ComposedTurn[], prng: Prng): ComposedTurn[] =>
  prng.chance(0.5) ? [systemTurn(prng.pick(PROMPTS)), ...turns] : turns

/** Line breaks behind the first sentence of some turns, as people who type do. */
export const withLineBreaks = (turns: ComposedTurn[], prng: Prng): ComposedTurn[] =>
  turns.map((turn) => (prng.chance(0.08) ? { ...turn, text: turn.text.replace(SENTENCE_END, '$1\n') } : turn))

const SENTENCE_END = /(?<!\b(?:Dr|St))([.!?]) (?=[A-Z])/

/** Curly apostrophes, as word processors leave them. */
export const withCurlyApostrophes = (turns: ComposedTurn[]): ComposedTurn[] =>
  turns.map((turn) => ({
    ...turn,
    text: curl(turn.text),
    identifiers: turn.identifiers.map((found) => ({ ...found, text: curl(found.text) })),
    mentions: turn.mentions.map((found) => ({ ...found, text: curl(found.text) })),
  }))

const curl = (text: string): string => text.replaceAll("'", '’')

const systemTurn = (text: string): ComposedTurn => ({
  role: 'system',
  text,
  crisis: false,
  stereotype: null,
  identifiers: [],
  mentions: [],
})
