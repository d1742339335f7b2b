import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@techdeck/core'

export type Row = Record<string, any> & { id: string }
export type Half = 'dev' | 'held_out'

/**
 * The half that a group belongs to, by a hash of its key: rules were written looking at `dev` alone, so figures of
 * `held_out` are of data that nobody looked at.
 */
export function halfOf(group: string): Half {
  return Number.parseInt(sha256(group).slice(0, 8), 16) % 2 === 1 ? 'held_out' : 'dev'
}

/** The rows of a labelled file, or `null` where the file is not there. */
export function readRows(directory: string, suite: string): Row[] | null {
  const file = join(directory, `${suite}.jsonl`)
  if (!existsSync(file)) return null
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line))
}
