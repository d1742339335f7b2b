import { defineModel, turnRange, type Example, type ModelInput } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { DISTORTIONS, type Distortion } from './data.ts'
import { labelsOf, SENTENCES } from './sentences.ts'

/** Ways of thinking in a thought; learnt from case texts and from sentences of our own. */
export const distortionModel = defineModel({
  name: 'distortions',
  pack: 'core',
  kind: 'many',
  classes: DISTORTIONS,
  fields: { text: { pairs: true, letters: [3, 5], once: true, vectors: 0.3 } },
  dense: DISTORTIONS,
  data: {
    files: [{ file: 'symptoms/cbtbench_distortions', licence: 'none stated' }],
    goal: 'macro_f1',
    intendedUse: 'Reports wording that goes with a way of thinking that cognitive therapy names; never a diagnosis.',
    knownFailures: ['Learnt from 97 case texts and some 140 sentences of our own: it is wrong more often than right.'],
    examples: (rows) => [
      ...rows['symptoms/cbtbench_distortions'].map((row) =>
        exampleOf(row.id, `${row['situation']} ${row['thoughts']}`, row['distortions'].map(namedHere)),
      ),
      ...SENTENCES.map(([labels, text], at) => exampleOf(`own-${at}`, text, labelsOf(labels))),
    ],
  },
})

const NAMES: Readonly<Record<string, Distortion>> = {
  magnification: 'catastrophizing',
  'fortune-telling': 'fortune telling',
  overgeneralization: 'overgeneralizing',
  personalization: 'personalizing',
}

/** Our name of a label of the data. */
export const namedHere = (label: string): Distortion => NAMES[label] ?? (label as Distortion)

function exampleOf(id: string, text: string, label: readonly Distortion[]): Example<'text'> {
  return { id, group: id, label, input: distortionInput(prepare([{ index: 0, role: 'client', text }]), 0) }
}

const places = new Map<string, number>(DISTORTIONS.map((name, at) => [name, at]))

export function distortionInput(document: Document, turn: number): ModelInput<'text'> {
  const [from, to] = turnRange(document, turn)
  const dense = new Float32Array(DISTORTIONS.length)
  for (const hit of document.hitsWithin('distortion', from, to)) {
    const at = places.get(hit.value)!
    if (hit.turn === turn && dense[at] < 3) dense[at]++
  }
  return { document, fields: { text: [[from, to]] }, dense }
}
