import { neighbours, utterances } from '../behaviours/model.ts'
import { readShape } from '../behaviours/features.ts'
import { defineModel, turnRange, type ModelInput } from '../model/index.ts'
import type { Document } from '../text/document.ts'
import { TALKS } from '../types.ts'
import { countTalkCues } from './cues.ts'

/** Whether a client speaks for change, against it, or neither: reads the turn, and what the helper said before and after. */
export const talkModel = defineModel({
  name: 'talk',
  pack: 'core',
  kind: 'one',
  classes: TALKS,
  fields: {
    text: { pairs: true, first: 2, vectors: 0.2 },
    before: { pairs: true, vectors: 0.1 },
    after: { vectors: 0.1 },
  },
  dense: ['change cues', 'sustain cues', 'content', 'self', 'words', 'words before', 'asked before', 'ends with ?'],
  bits: 16,
  data: {
    files: [{ file: 'therapy/annomi_utterances', licence: 'none stated' }],
    goal: 'macro_f1',
    intendedUse: 'Says of a turn of a client in a talk about change whether it speaks for it, against it, or neither.',
    knownFailures: ['What is to be changed is not known, so wishes about other things are taken for it.'],
    examples: (rows) => utterances(rows['therapy/annomi_utterances'], 'client', talkInput, ({ label }) => label),
  },
})

export function talkInput(document: Document, turn: number): ModelInput<'text' | 'before' | 'after'> {
  const { change, sustain } = countTalkCues(document)
  const { content, self } = readShape(document, turn)
  const end = document.turnStart[turn + 1] - 1
  return {
    document,
    fields: { text: [turnRange(document, turn)], ...neighbours(document, turn) },
    dense: [
      Math.min(4, change[turn]),
      Math.min(4, sustain[turn]),
      Math.sqrt(Math.min(60, content)),
      Math.sqrt(Math.min(20, self)),
      Math.sqrt(document.words[turn]),
      turn === 0 ? 0 : Math.sqrt(document.words[turn - 1]),
      turn === 0 ? 0 : readShape(document, turn - 1).asked,
      end >= document.turnStart[turn] && document.mark(turn, end) === '?' ? 1 : 0,
    ],
  }
}
