import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ResumableFile } from '../upload-resumable.ts'

/** A file of the disk for a resumable upload; it is read as it is sent. Errors of the file system pass. */
export async function resumableFile(path: string): Promise<ResumableFile> {
  const { size } = await stat(path)
  return { name: basename(path), size, content: createReadStream(path) }
}
