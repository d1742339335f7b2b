import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../local/error-code.ts'

/** A file's text; null where there is none. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all, and on the disk when it returns. */
export const writeDurably = (path: string, text: string): Promise<void> => put(path, text, rename)

/** The same, but what is there stays. Returns whether it was written. */
export async function createDurably(path: string, text: string): Promise<boolean> {
  try {
    await put(path, text, link)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function put(path: string, text: string, place: (from: string, to: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}`
  try {
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
    await place(temporary, path)
    await using folder = await open(dirname(path))
    await folder.sync()
  } finally {
    await unlink(temporary).catch(() => {})
  }
}
