import { maskedText } from '@techdeck/analysis/evaluate'
import type { DetectorTurn, Label } from '@techdeck/analysis/identifiers'
import type { DataFolder } from '../data-folder.ts'

/** A span of a turn in UTF-16 units with the label of its file. */
export interface GoldSpan {
  start: number
  end: number
  type: string
}

export interface Sample {
  suite: string
  group: string
  turns: DetectorTurn[]
  /** By turn. */
  spans: GoldSpan[][]
  /** By turn: ranges that must stay. */
  clean: GoldSpan[][]
}

const LABEL_OF: Record<string, Label> = {
  PERSON: 'name',
  FIRST: 'name',
  LAST: 'name',
  NAME: 'name',
  GPE: 'location',
  LOCATION: 'location',
  CITY: 'location',
  ORGANIZATION: 'organisation',
  ORG: 'organisation',
  EMPLOYER: 'organisation',
  SCHOOL: 'organisation',
  STREET_ADDRESS: 'address',
  ADDRESS: 'address',
  ZIP: 'address',
  ZIP_CODE: 'address',
}

/** What the tagger should say of a span of this type. */
export const labelOf = (type: string): Label => LABEL_OF[type] ?? 'outside'

interface RawSpan {
  start: number
  end: number
  label?: string
  type?: string
}

/** Spans count code points in the files. */
function toUnits(text: string, spans: readonly RawSpan[]): GoldSpan[] {
  const units: number[] = []
  let at = 0
  for (const point of text) {
    units.push(at)
    at += point.length
  }
  units.push(at)
  return spans.map(({ start, end, label, type }) => ({
    start: units[start],
    end: units[end],
    type: label ?? type ?? '',
  }))
}

const turn = (text: string, index = 0): DetectorTurn => ({ index, role: 'client', text })

const SINGLE = ['pii/authored_phi_dialogue', 'pii/presidio_synth_v2', 'pii/presidio_generated_large']
export const PLANTED = 'pii/phi_conversation'

/** The files that the tagger is trained with, and their terms. */
export const FILES: readonly { file: string; licence: string }[] = [
  { file: SINGLE[0], licence: 'made for TechDeck' },
  { file: SINGLE[1], licence: 'MIT; fake names CC BY-SA 3.0 US' },
  { file: SINGLE[2], licence: 'MIT; fake names CC BY-SA 3.0 US' },
  { file: PLANTED, licence: 'made over AnnoMI, which states no licence' },
]

/** The labelled texts and conversations of {@link FILES}. */
export function readSamples(data: DataFolder): Sample[] {
  const single = SINGLE.flatMap((suite) =>
    data.file(suite).rows.map((row): Sample => {
      const text = String(row['text'])
      const group = suite === SINGLE[0] ? String(row['template_id']) : maskedText(row)
      return { suite, group, turns: [turn(text)], spans: [toUnits(text, row['spans'])], clean: [[]] }
    }),
  )
  const planted = data.file(PLANTED).rows.map((row): Sample => {
    const turns: DetectorTurn[] = row['turns'].map(({ speaker, text }: any, index: number) => ({
      index,
      role: speaker,
      text,
    }))
    const ranges = (key: string) => row['turns'].map((each: any, at: number) => toUnits(turns[at].text, each[key]))
    return { suite: PLANTED, group: row.id, turns, spans: ranges('spans'), clean: ranges('clean') }
  })
  return [...single, ...planted]
}
