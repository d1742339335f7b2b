import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The first of `names` that is an executable on `path`, as an absolute path; `null` when none is. */
export async function findOnPath(names: readonly string[], path: string): Promise<string | null> {
  for (const name of names)
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const candidate = join(folder, name)
      if (await isExecutable(candidate)) return candidate
    }
  return null
}

/** Whether a file is there and may be run. */
export const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
