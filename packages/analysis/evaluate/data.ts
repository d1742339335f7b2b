import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@techdeck/core'
import type { Row } from '../model/definition.ts'

export type { Row }

/** Files that models were trained with, or rules written with, by their content. */
const TRAINED_ON = join(import.meta.dirname, '../models/trained-on.json')

export interface LabelledFile {
  rows: Row[]
  /** Whether models and rules have seen most of it. */
  isTrainedOn: boolean
}

/** A labelled file that a line of which is no JSON object, or which holds none of the fields of its suite. */
export class LabelledFileError extends Error {
  override readonly name = 'LabelledFileError'
}

/**
 * The rows of a labelled file, or `null` where the file is not there.
 *
 * @throws {@link LabelledFileError} which names file and line, and quotes nothing
 */
export function readLabelled(directory: string, file: string): LabelledFile | null {
  const path = join(directory, `${file}.jsonl`)
  if (!existsSync(path)) return null
  const bytes = readFileSync(path)
  const rows = bytes
    .toString()
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parseLine(line, `${file}.jsonl, line ${at + 1}`)]))
  return { rows, isTrainedOn: trainedOn()[file] === sha256(bytes) }
}

function parseLine(line: string, where: string): Row {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    // Falls through: what JSON says of its errors quotes the text.
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    throw new LabelledFileError(`${where}: not a JSON object. Each line must be one labelled case.`)
  return row as Row
}

/** Hashes by file. */
export function trainedOn(): Readonly<Record<string, string>> {
  return existsSync(TRAINED_ON) ? JSON.parse(readFileSync(TRAINED_ON, 'utf8')) : {}
}
