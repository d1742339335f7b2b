import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '@techdeck/analysis/model'
import { sha256 } from '@techdeck/core'

export interface ReadFile {
  file: string
  sha256: string
  rows: Row[]
}

/** The folder that is trained on: the only place that training reads cases from. */
export class DataFolder {
  readonly directory: string
  private readonly read = new Map<string, ReadFile>()

  constructor(directory: string) {
    this.directory = directory
  }

  /** @param file under the folder, without ending */
  file(file: string): ReadFile {
    let read = this.read.get(file)
    if (!read) this.read.set(file, (read = readLines(this.directory, file)))
    return read
  }
}

function readLines(directory: string, file: string): ReadFile {
  const bytes = readFileSync(join(directory, `${file}.jsonl`))
  const rows = bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line))
  return { file, sha256: sha256(bytes), rows }
}
