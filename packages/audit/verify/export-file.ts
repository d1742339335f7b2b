import { ValidationError } from '@techdeck/core'
import type { BatchWithHashes } from '../log/audit-log.ts'

/** The first line of an exported log: what it is, and the newest checkpoint with the signatures of its witnesses. */
export interface ExportHead {
  format: 'techdeck audit log 1'
  checkpoint: string
  cosigned: { witness: string; note: string }[]
}

export const exportHead = (checkpoint: string, cosigned: ExportHead['cosigned']): string =>
  `${JSON.stringify({ format: 'techdeck audit log 1', checkpoint, cosigned } satisfies ExportHead)}\n`

/** One line a batch; entries as the text that their leaves were made of. */
export const exportBatch = ({ first, entries, hashes, keys, checkpoint }: BatchWithHashes): string =>
  `${JSON.stringify({
    first,
    entries: entries.map((entry) => Buffer.from(entry).toString()),
    hashes: Buffer.from(hashes).toString('base64'),
    keys,
    checkpoint,
  })}\n`

/** @throws {@link ValidationError} for a line that no export has; it says which, never what stands in it */
export async function readExport(
  lines: AsyncIterable<string>,
): Promise<{ head: ExportHead; batches: AsyncIterable<BatchWithHashes> }> {
  const iterator = lines[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = parse<ExportHead>(first.done ? '' : first.value, 1)
  if (head.format !== 'techdeck audit log 1' || typeof head.checkpoint !== 'string' || !isCosigned(head.cosigned))
    throw unusable(1)
  async function* batches() {
    for (let number = 2; ; number++) {
      const line = await iterator.next()
      if (line.done) return
      if (line.value !== '') yield batchOf(line.value, number)
    }
  }
  return { head, batches: batches() }
}

function batchOf(line: string, number: number): BatchWithHashes {
  const { first, entries, hashes, keys, checkpoint } = parse<Record<string, unknown>>(line, number)
  if (
    typeof first !== 'number' ||
    !isTexts(entries) ||
    !isTexts(keys) ||
    typeof hashes !== 'string' ||
    typeof checkpoint !== 'string'
  )
    throw unusable(number)
  return {
    first,
    entries: entries.map((entry) => Buffer.from(entry)),
    hashes: Buffer.from(hashes, 'base64'),
    keys,
    checkpoint,
  }
}

const isCosigned = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof Object(each).note === 'string')

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

function parse<T extends object>(line: string, number: number): Partial<T> & T {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {
    // The parser's own message quotes the line.
  }
  throw unusable(number)
}

const unusable = (line: number) =>
  new ValidationError(`Line ${line} is none of an exported audit log.`, { details: { line } })
