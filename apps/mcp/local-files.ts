import { realpath, stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { AuthorizationError, ValidationError, describeError } from '@techdeck/core'

/** Files of the machine that the server runs on, for callers who sit at it. */
export interface LocalFiles {
  /** What a file is and holds, without an upload; the answer's shape is the tool's to check. */
  inspect: (path: string) => Promise<unknown>
  /**
   * The path to read from, after links.
   *
   * @throws ValidationError where there is no file. @throws AuthorizationError outside of the folders that are allowed.
   */
  open: (path: string) => Promise<string>
}

/** Local files in the given folders and below; anywhere when no folder is given. */
export function createLocalFiles(folders: readonly string[], inspect: LocalFiles['inspect']): LocalFiles {
  const open = async (path: string) => {
    const found = await real(path)
    const allowed = await Promise.all(folders.map(real))
    if (allowed.length > 0 && !allowed.some((folder) => found === folder || found.startsWith(folder + sep)))
      throw new AuthorizationError('The file is outside of the folders that this server may read.', {
        userMessage: `The file is outside of the folders that this server may read: ${folders.join(', ')}. Put it there, or start ./techdeck mcp with another --folder.`,
      })
    if (!(await stat(found)).isFile()) throw unreadable('is not a file')
    return found
  }
  return { open, inspect: async (path) => inspect(await open(path)) }
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(resolve(path))
  } catch (error) {
    const { code } = describeError(error)
    throw unreadable(code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`)
  }
}

const unreadable = (problem: string) =>
  new ValidationError(`The file ${problem}.`, {
    details: [{ path: 'path', problem }],
    userMessage: `The file ${problem}. Give the absolute path of a file on the machine that runs ./techdeck mcp.`,
  })
