import { defineModel, turnRange, type ModelDefinition, type Row } from './definition.ts'
import { Document } from '../text/document.ts'

/** A model whose classes hang on planted words, for tests. */
export function plantedModel(name = 'planted'): ModelDefinition<'text', 'red' | 'green' | 'blue'> {
  return defineModel({
    name,
    pack: 'core',
    kind: 'one',
    classes: ['red', 'green', 'blue'],
    fields: { text: { pairs: true, letters: [2, 4], first: 1, last: 1 } },
    dense: ['noise'],
    bits: 14,
    data: {
      files: [{ file: 'planted/rows', licence: 'made for tests' }],
      goal: 'macro_f1',
      intendedUse: 'Tests.',
      knownFailures: [],
      examples: (rows) =>
        rows['planted/rows'].map((row) => {
          const document = new Document([{ index: 0, role: 'client', text: row['text'] }])
          return {
            id: row.id,
            group: row.id,
            label: row['label'],
            input: { document, fields: { text: [turnRange(document, 0)] }, dense: [row['noise']] },
          }
        }),
    },
  })
}

const WORDS = 'and the of to see with house river stone walk talk morning evening table window'.split(' ')
const PLANTED = { red: ['apple pie'], green: ['grassy'], blue: ['pie apple'] }

/** Rows of {@link plantedModel}: a word, or the order of two words, says the class. `random` gives numbers in [0, 1). */
export function plantedRows(n: number, random: () => number): Row[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]
  return Array.from({ length: n }, (_, at) => {
    const label = pick(['red', 'green', 'blue'] as const)
    const words = Array.from({ length: 8 }, () => pick(WORDS))
    words.splice(Math.floor(random() * 9), 0, pick(PLANTED[label]))
    return { id: `row-${at}`, text: words.join(' '), label, noise: random() }
  })
}
