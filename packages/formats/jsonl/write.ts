import type { Turn } from '@techdeck/contracts'
import { framed, named, type ExportRecord, type Part, type Writer } from '../writer.ts'

/** The canonical conversation, one a line, with its members in one order. Column stores are made of the same lines. */
export const canonical: Part = {
  key: 'canonical',
  open:
    ({ annotations }) =>
    (record) =>
      `${JSON.stringify(ordered(record, annotations))}\n`,
}

export const write: Writer = { part: canonical, path: named('conversations', 'jsonl'), join: framed() }

function ordered(record: ExportRecord, annotations: boolean): ExportRecord {
  const { id, source, language, turns, metadata, labels, findings, scores, split, weight } = record
  const { dataset_id, file, line, row, byte_offset } = source
  return {
    id,
    source: { dataset_id, file, line, row, byte_offset },
    language,
    turns: turns.map(orderedTurn),
    metadata,
    labels,
    ...(annotations && { findings, scores }),
    ...(split !== undefined && { split }),
    ...(weight !== undefined && { weight }),
  }
}

/** Members in a fixed order, whatever way the turn has come. */
const orderedTurn = ({ index, role, speaker, text, time_s, marks, mark_at, labels }: Turn): Turn => ({
  index,
  role,
  speaker,
  text,
  time_s,
  marks,
  mark_at,
  labels,
})
