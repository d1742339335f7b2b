import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileTruth } from './truth.ts'

export type * from './truth.ts'

/** The data set's files; give this folder to `techdeck demo --data` or upload its files. */
export const dataFolder = join(import.meta.dirname, 'data')
export const truthFolder = join(import.meta.dirname, 'truth')

/** What is true of each file of the data set, in the order of their names. */
export function readTruths(): FileTruth[] {
  const names = readdirSync(truthFolder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.json') && name !== 'summary.json')
    .toSorted()
    .map((name): FileTruth => JSON.parse(readFileSync(join(truthFolder, name), 'utf8')))
}
