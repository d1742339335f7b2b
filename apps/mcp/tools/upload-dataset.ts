import { DatasetView } from '@techdeck/contracts'
import { uploadFiles } from '@techdeck/client/node'
import { PayloadTooLargeError } from '@techdeck/core'
import { z } from 'zod'
import { ADDS, defineTool, type Tool, type ToolResult } from '../tool.ts'
import { UploadInput } from '../say/inputs.ts'
import { datasetLine } from '../say/words.ts'

/** What fits into a message. Larger files go to the API itself. */
export const MAX_INLINE_BYTES = 1024 * 1024

const common = {
  name: 'upload_dataset',
  title: 'Upload a data set',
  output: DatasetView,
  hints: ADDS,
}
const AFTER = 'Waits up to 20 s until its format is known. Next: start_run with its id.'

/** By path where the caller sits at this machine, by content where not: a server must not read files of its own host for others. */
export const uploadDataset = (hasLocalFiles: boolean): Tool => (hasLocalFiles ? byPath : byContent)

const byPath = defineTool({
  ...common,
  description: `Uploads one or more local files as one data set, of any size. ${AFTER}`,
  input: z.strictObject({
    paths: z.array(z.string().min(1).max(4096)).min(1).max(100).describe('Absolute paths of the files.'),
    ...UploadInput,
  }),
  async run({ paths, ...fields }, { api, local, signal, progress }) {
    if (!local) throw new TypeError('Paths are offered where there are local files.')
    const opened: string[] = []
    for (const path of paths) opened.push(await local.open(path))
    let last = -1
    const onProgress = ({ sentBytes, totalBytes }: { sentBytes: number; totalBytes: number }) => {
      const percent = Math.floor((sentBytes / totalBytes) * 100)
      if (percent > last) void progress((last = percent), 'uploading')
    }
    return uploaded(
      await uploadFiles(await api(), { ...fields, paths: opened, waitInspected: true, signal, onProgress }),
    )
  },
})

const byContent = defineTool({
  ...common,
  description: `Uploads the text of one or more small files (at most 1 MiB together) as one data set: any of the formats that TechDeck reads. Larger files: ask the user to run ./techdeck upload FILE, or curl -H "authorization: Bearer TOKEN" -F file=@FILE API/api/v1/datasets, and go on with the id. ${AFTER}`,
  input: z.strictObject({
    files: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200).describe('File name, such as sessions.jsonl.'),
          content: z.string().min(1).describe('The whole text of the file.'),
        }),
      )
      .min(1)
      .max(100),
    ...UploadInput,
  }),
  async run({ files, ...fields }, { api, signal }) {
    const blobs = files.map(({ name, content }) => ({ name, content: new Blob([content]) }))
    if (blobs.reduce((sum, { content }) => sum + content.size, 0) > MAX_INLINE_BYTES)
      throw new PayloadTooLargeError('The files are larger than 1 MiB together.', {
        userMessage:
          'The files are larger than 1 MiB together. Upload them by ./techdeck upload FILE, or by curl -H "authorization: Bearer TOKEN" -F file=@FILE API/api/v1/datasets, and go on with the id of the data set.',
      })
    return uploaded(await (await api()).uploadDataset({ ...fields, files: blobs, waitInspected: true, signal }))
  },
})

const NEXT: Partial<Record<DatasetView['status'], string>> = {
  ready: 'Next: start_run.',
  inspecting: 'It is being inspected. Next: get_dataset until it is ready.',
  invalid: 'It cannot be run; its problems say why.',
}
const uploaded = (data: DatasetView): ToolResult<DatasetView> => ({
  data,
  text: `${datasetLine(data)}. ${NEXT[data.status] ?? ''}`,
})
