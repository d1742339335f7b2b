import { join } from 'node:path'

const WORKSPACE = join(import.meta.dirname, '../../..')

/** Where the labelled data are: TECHDECK_DATA, else `../shared/data` beside the workspace. */
export function dataDirectory(environment: Record<string, string | undefined>): string {
  return environment['TECHDECK_DATA'] || join(WORKSPACE, '../shared/data')
}
