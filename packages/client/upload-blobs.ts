import { routes, type DatasetView, type GivenMapping } from '@techdeck/contracts'
import type { Transport } from './transport.ts'

/** What every upload may say beside its files. */
export interface UploadFields {
  name?: string | undefined
  mapping?: GivenMapping | undefined
  /** An own UUIDv7: repeating an upload with it makes one data set. */
  datasetId?: string | undefined
  /** A data set that the files are added to, as its next version. */
  into?: string | undefined
  /** The workspace that it is put into; among one's own when absent. */
  workspaceId?: string | undefined
  /** Whether files that are a data set already make another one; as the API sees fit when absent. */
  force?: boolean | undefined
  /** Answers when detection has ended (at most 20 s), not as soon as the bytes are stored. */
  waitInspected?: boolean
  signal?: AbortSignal | undefined
}

export interface BlobUpload extends UploadFields {
  files: readonly { name: string; content: Blob }[]
}

export async function uploadBlobs(transport: Transport, upload: BlobUpload): Promise<DatasetView> {
  const form = new FormData()
  for (const [name, value] of fieldsOf(upload)) form.append(name, value)
  for (const { name, content } of upload.files) form.append('file', content, name)
  return sendUpload(transport, upload, () => ({ content: form }))
}

/** The text parts; they come before the files. */
export function fieldsOf({ name, mapping }: UploadFields): [string, string][] {
  const fields: [string, string | undefined][] = [
    ['name', name],
    ['mapping', mapping && JSON.stringify(mapping)],
  ]
  return fields.filter((field): field is [string, string] => field[1] !== undefined)
}

export async function sendUpload(
  transport: Transport,
  { datasetId, into, workspaceId, force, waitInspected, signal }: UploadFields,
  body: () => { content: RequestInit['body']; headers?: { readonly [name: string]: string } },
): Promise<DatasetView> {
  const { method, path } = into === undefined ? routes.uploadDataset : routes.addFiles
  const response = await transport.send({
    method,
    path: path.replace(':id', into ?? ''),
    query: {
      wait: waitInspected ? 'inspected' : undefined,
      force,
      workspace_id: into === undefined ? workspaceId : undefined,
    },
    headers: { 'x-dataset-id': datasetId },
    body,
    // What was added is known when it comes once more.
    repeatable: datasetId !== undefined || (into !== undefined && !force),
    signal,
  })
  return ((await response.json()) as { data: DatasetView }).data
}
