import type { StageContract } from '@techdeck/stages/contracts'

/** What a stage is handed of a record: its id and the fields that the contract names, in the record's own order, and nothing else. */
interface HandedFields {
  ofRecord(this: void, record: object): object
  /** Of what an earlier stage said of it, which the contract names as `stage.field`. */
  ofNote(this: void, stage: string, note: object): object
}

export function handedFields({ reads }: Pick<StageContract, 'reads'>): HandedFields {
  const own = new Set(['id', ...reads])
  const ofNotes = new Map<string, Set<string>>()
  for (const name of reads) {
    const [stage, field] = name.split('.')
    if (field === undefined) continue
    ofNotes.set(stage, (ofNotes.get(stage) ?? new Set(['id'])).add(field))
  }
  return {
    ofRecord: (record) => pick(record, own),
    ofNote: (stage, note) => pick(note, ofNotes.get(stage) ?? ID),
  }
}

const ID: ReadonlySet<string> = new Set(['id'])

const pick = (from: object, names: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)))
