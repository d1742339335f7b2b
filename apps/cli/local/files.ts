import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ValidationError } from '@techdeck/core'
import { codeOf } from './error-code.ts'

/** A file that was named on the command line, or found in a folder that was. */
export interface NamedFile {
  path: string
  sizeBytes: number
}

/**
 * The files that paths stand for, in their order; a folder stands for all files in it and below, sorted by path, without
 * hidden ones.
 *
 * @throws {@link ValidationError} that names the first path that cannot be read, or an empty folder.
 */
export async function filesOf(paths: readonly string[]): Promise<NamedFile[]> {
  const found: NamedFile[] = []
  for (const path of paths) {
    const entry = await stat(path).catch((error: unknown) => {
      throw unreadable(path, error)
    })
    if (!entry.isDirectory()) found.push({ path, sizeBytes: entry.size })
    else found.push(...(await filesBelow(path)))
  }
  return found
}

/** Whether something of that name is there. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function filesBelow(folder: string): Promise<NamedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !path
          .slice(folder.length)
          .split(/[/\\]/)
          .some((part) => part.startsWith('.')),
    )
    .toSorted()
  if (paths.length === 0)
    throw new ValidationError(`There is no file in the folder ${folder}.`, {
      details: [{ path: folder, problem: 'empty' }],
    })
  return Promise.all(paths.map(async (path) => ({ path, sizeBytes: (await stat(path)).size })))
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file',
  EACCES: 'There is no permission to read',
  EPERM: 'There is no permission to read',
}

function unreadable(path: string, error: unknown): ValidationError {
  const code = codeOf(error)
  return new ValidationError(`${PROBLEMS[code] ?? `Not readable (${code}):`} ${path}.`, {
    details: [{ path, problem: code }],
  })
}
