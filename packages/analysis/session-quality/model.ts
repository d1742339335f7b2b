import { defineModel, turnRanges, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'

/** Whether a session of motivational interviewing is held well: reads what the helper says, and how. */
export const sessionQualityModel = defineModel({
  name: 'session-quality',
  pack: 'core',
  kind: 'binary',
  classes: ['low', 'high'],
  fields: { helper: { pairs: true, letters: [2, 5], vectors: 0.1 } },
  bits: 16,
  data: {
    files: [{ file: 'therapy/annomi_transcripts', licence: 'none stated' }],
    goal: 'roc_auc',
    rarest: 2,
    limit: 12_000,
    intendedUse:
      'Ranks sessions of motivational interviewing by how they are held. Says nothing of a person, and little of other therapies.',
    knownFailures: [
      'The 11 sessions of low quality were mostly acted to show what not to do, so real ones are told apart less well.',
      'Of other methods than motivational interviewing it was not measured.',
    ],
    examples: (rows) =>
      rows['therapy/annomi_transcripts'].map((row) => {
        const turns = row['turns'].map(({ speaker, text }: Row, index: number) => ({ index, role: speaker, text }))
        return { id: row.id, group: transcriptOf(row), label: row['mi_quality'], input: sessionInput(prepare(turns)) }
      }),
  },
})

/** The key that utterances name a transcript by. */
export const transcriptOf = ({ id }: Row): string => id.replace(/^annomi-/, '')

export const sessionInput = (document: Document): ModelInput<'helper'> => ({
  document,
  fields: { helper: turnRanges(document, 'therapist') },
})
