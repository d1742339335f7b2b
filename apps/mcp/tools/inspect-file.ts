import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { count } from '../say/words.ts'

/** Something that stands for a column. A name that could be a value of a file without header is not shown. */
const ColumnName = z
  .string()
  .transform((name) => (/^[\p{L}_][\p{L}\p{N}_ .-]{0,39}$/u.test(name) ? name : '(not shown)'))

/** Of labels and metadata only the number: they are whatever else the file has. */
const Columns = z.array(z.string()).transform((names) => names.length)

/** What is told as it is found. */
const counts = {
  format: z.string(),
  encoding: z.string(),
  compression: z.string().nullable(),
  confidence: z.number().describe('How sure it is of the format, 0 to 1.'),
  rows: z.int(),
  conversations: z.int(),
  turns: z.int(),
  roles: z.record(z.string(), z.int()).describe('Turns of each role.'),
  quarantined: z.int().describe('Rows that cannot be read.'),
  scattered: z.boolean().describe('Whether rows of one conversation lie apart.'),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), line: z.int().optional(), count: z.int().optional() }),
  ),
  alternatives: z.array(z.object({ format: z.string(), confidence: z.number(), saw: z.string() })),
}

const Found = z.object({
  ...counts,
  mapping: z.object({
    conversation: ColumnName.optional(),
    speaker: ColumnName.optional(),
    text: ColumnName.optional(),
    order: ColumnName.optional(),
    time: ColumnName.optional(),
    utteranceId: ColumnName.optional(),
    language: ColumnName.optional(),
    question: ColumnName.optional(),
    answer: ColumnName.optional(),
    labels: Columns.optional(),
    metadata: Columns.optional(),
  }),
})

const Column = z.string().optional()

export const Inspected = z.object({
  ...counts,
  mapping: z
    .object({
      conversation: Column,
      speaker: Column,
      text: Column,
      order: Column,
      time: Column,
      utterance_id: Column,
      language: Column,
      question: Column,
      answer: Column,
      labels: z.int().optional(),
      metadata: z.int().optional(),
    })
    .describe('Which column or field means what; of labels and metadata only how many.'),
})

export const inspectFile = defineTool({
  name: 'inspect_file',
  title: 'Inspect a local file',
  description:
    'Reads a local file of conversations once, without uploading it, and says what it is: format, encoding, columns, counts, problems. Never shows what stands in it. Use it before upload_dataset.',
  input: z.strictObject({ path: z.string().min(1).max(4096).describe('Absolute path of the file.') }),
  output: Inspected,
  hints: READS,
  async run({ path }, { local }) {
    if (!local) throw new TypeError('inspect_file is offered where there are local files.')
    const { mapping, ...found } = Found.parse(await local.inspect(path))
    const { utteranceId: utterance_id, ...columns } = mapping
    const data = { ...found, mapping: { ...columns, ...(utterance_id !== undefined && { utterance_id }) } }
    const text = `${found.format}, ${found.encoding}: ${count(found.conversations, 'conversation')} with ${count(found.turns, 'turn')} in ${count(found.rows, 'row')}; ${found.quarantined} cannot be read. Next: upload_dataset.`
    return { data, text }
  },
})
