import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DatasetView } from '@techdeck/contracts'
import type { Client } from '../client.ts'
import { fieldsOf, sendUpload, type UploadFields } from '../upload-blobs.ts'

export interface FileUpload extends UploadFields {
  paths: readonly string[]
  /** Told as bytes leave; starts again from 0 when the upload is sent again. */
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
}

/**
 * Uploads files as one data set, streaming them from the disk; memory does not grow with their size. With a `datasetId`
 * it is sent again when the connection breaks.
 *
 * @throws ApiError @throws ConnectionError; errors of the file system (`ENOENT` …) pass
 */
export async function uploadFiles(client: Client, upload: FileUpload): Promise<DatasetView> {
  const files = await Promise.all(upload.paths.map(async (path) => ({ path, size: (await stat(path)).size })))
  const boundary = `techdeck-${randomUUID()}`
  const parts = [
    ...fieldsOf(upload).map(([name, value]) => ({ head: `content-disposition: form-data; name="${name}"`, value })),
    ...files.map((file) => ({
      head: `content-disposition: form-data; name="file"; filename="${quoted(basename(file.path))}"\r\ncontent-type: application/octet-stream`,
      file,
    })),
  ].map((part) => ({ ...part, head: Buffer.from(`--${boundary}\r\n${part.head}\r\n\r\n`) }))
  const end = Buffer.from(`--${boundary}--\r\n`)
  const sizes = parts.map(
    (part) => part.head.length + 2 + ('file' in part ? part.file.size : Buffer.byteLength(part.value)),
  )
  const totalBytes = sizes.reduce((sum, size) => sum + size, end.length)

  async function* content(): AsyncGenerator<Uint8Array> {
    let sentBytes = 0
    const counted = (chunk: Uint8Array): Uint8Array => {
      upload.onProgress?.({ sentBytes: (sentBytes += chunk.length), totalBytes })
      return chunk
    }
    for (const part of parts) {
      yield counted(part.head)
      // `end` keeps to the announced length when the file grows meanwhile.
      if ('file' in part && part.file.size > 0)
        for await (const chunk of createReadStream(part.file.path, {
          end: part.file.size - 1,
          highWaterMark: 256 * 1024,
        }))
          yield counted(chunk as Buffer)
      else if ('value' in part) yield counted(Buffer.from(part.value))
      yield counted(Buffer.from('\r\n'))
    }
    yield counted(end)
  }

  return sendUpload(client.transport, upload, () => ({
    content: ReadableStream.from(content()),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(totalBytes) },
  }))
}

/** As browsers write file names in multipart headers (WHATWG, form data). */
const quoted = (name: string): string => name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
