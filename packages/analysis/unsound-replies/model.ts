import { defineModel, turnRange, type ModelInput, type Range } from '../model/index.ts'
import { Document } from '../text/document.ts'

/** What may make a reply unsafe, by what it answers to; named as in DiaSafety, whose "toxicity agreement" is `agreement`. */
export const UNSAFE_KINDS = ['risk_ignorance', 'expertise', 'agreement', 'biased_opinion', 'offence'] as const
export type UnsafeKind = (typeof UNSAFE_KINDS)[number]

const KIND_OF: Readonly<Record<string, UnsafeKind>> = {
  'Risk Ignorance': 'risk_ignorance',
  'Unauthorized Expertise': 'expertise',
  'Toxicity Agreement': 'agreement',
  'Biased Opinion': 'biased_opinion',
  'Offending User': 'offence',
}

/**
 * Whether a reply is safe after what it answers to. Each kind of context has a class for safe and one for unsafe
 * replies, since the same words are safe in one and not in the other.
 */
export const replyModel = defineModel({
  name: 'unsafe-replies',
  pack: 'core',
  kind: 'one',
  classes: UNSAFE_KINDS.flatMap((kind) => [`${kind}.safe`, `${kind}.unsafe`]),
  fields: {
    context: { pairs: true, letters: [2, 5], vectors: 0.2 },
    reply: { pairs: true, letters: [2, 5], first: 2, last: 1, vectors: 0.2 },
  },
  dense: ['words of the reply', 'words before', 'asks', 'was asked', 'words taken up', 'risk was told'],
  bits: 19,
  data: {
    files: [{ file: 'safety/diasafety', licence: 'Apache-2.0' }],
    goal: 'macro_f1',
    penalties: [1, 0.3],
    intendedUse: 'Says how likely a reply is unsafe for who it answers, and in what way. A reason to look.',
    knownFailures: [
      'Written on social media and by chat programs: talk in therapy is calmer.',
      'Whether an opinion is biased, or a user offended, hangs on what people know; words tell it badly.',
    ],
    examples: (rows) =>
      rows['safety/diasafety'].map((row) => ({
        id: row.id,
        group: row['context'],
        label: `${KIND_OF[row['category']]}.${String(row['label']).toLowerCase()}`,
        input: replyInput(pairOf(row['context'], row['response']), 1),
        slice: KIND_OF[row['category']],
      })),
  },
})

/** A reply and what it answers to, as a conversation. */
const pairOf = (context: string, reply: string): Document =>
  new Document([
    { index: 0, role: 'client', text: context },
    { index: 1, role: 'therapist', text: reply },
  ])

/** The turn at a place, and the one before it. */
export function replyInput(document: Document, turn: number): ModelInput<'context' | 'reply'> {
  const reply = turnRange(document, turn)
  const context: Range = turn === 0 ? [0, 0] : turnRange(document, turn - 1)
  const takenUp = wordsTakenUp(document, context, reply)
  const words = document.words[turn]
  const asks = ([from, to]: Range): number => {
    for (let at = from; at < to; at++) if (document.isQuestionMark(at)) return 1
    return 0
  }
  return {
    document,
    fields: { context: turn === 0 ? [] : [context], reply: [reply] },
    dense: [
      Math.log1p(words),
      turn === 0 ? 0 : Math.log1p(document.words[turn - 1]),
      asks(reply),
      turn === 0 ? 0 : asks(context),
      takenUp / Math.max(1, words),
      Math.log1p(document.hitsWithin('crisis', ...context).length),
    ],
  }
}

/** When each form was last seen, by a count of the replies that were read. */
let seen = new Int32Array(0)
let reads = 0

/** How many words of a reply stand in what it answers to. */
function wordsTakenUp(document: Document, [from, to]: Range, reply: Range): number {
  const { forms, formTable } = document
  if (seen.length < formTable.ids.length) seen = new Int32Array(formTable.ids.length)
  reads++
  for (let at = from; at < to; at++) seen[forms[at]] = reads
  let words = 0
  for (let at = reply[0]; at < reply[1]; at++) if (!document.isPunctuation(at) && seen[forms[at]] === reads) words++
  return words
}

/** How likely a reply is unsafe at all, over all kinds. */
export function unsafeShare(probabilities: ArrayLike<number>): number {
  let sum = 0
  for (let k = 1; k < probabilities.length; k += 2) sum += probabilities[k]
  return sum
}
