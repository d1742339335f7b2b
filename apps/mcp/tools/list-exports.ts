import { ExportsView } from '@techdeck/contracts'
import { z } from 'zod'
import { READS, defineTool } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { count } from '../say/words.ts'

export const listExports = defineTool({
  name: 'list_exports',
  title: 'List exported files',
  description:
    'Lists the files that a run exported: name, format, size, SHA-256, records. Not their content: the user fetches them by ./techdeck export EXECUTION --out DIR or from the API.',
  input: z.strictObject({ execution_id: ExecutionId }),
  output: ExportsView,
  hints: READS,
  async run({ execution_id: id }, { api, signal }) {
    const data = await (await api()).listExports({ params: { id }, signal })
    const lines = data.files.map(
      ({ name, records, size_bytes }) => `${name}: ${count(records, 'record')}, ${size_bytes} bytes`,
    )
    const text = [
      `${count(data.files.length, 'file')}.`,
      ...lines,
      `The user fetches them by ./techdeck export ${id} --out DIR.`,
    ]
    return { data, text: text.join('\n') }
  },
})
