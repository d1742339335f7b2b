import type { DatasetFile, DatasetProblem } from '@techdeck/contracts'
import { UnprocessableFileError, collectBytes } from '@techdeck/core'
import { decompress, detectCompression, encodeMarks, inspectFile, type Mapping } from '@techdeck/formats'
import type { ArtifactReader } from './ports.ts'
import { readJson, type ComputeDeps } from './run-shard.ts'
import type { InspectOutcome, InspectTask } from './tasks.ts'

/** Bytes of a file's beginning that tell how it is compressed. */
const MAGIC_BYTES = 512

/**
 * Reads each file of a data set once: what it is, what it holds, and where reading may start in it.
 * A compressed file gets a decompressed copy, so that every later reader can seek.
 * A file that cannot be read becomes a problem; the others stay usable.
 */
export async function runInspect(
  deps: Pick<ComputeDeps, 'artifacts'>,
  task: InspectTask,
  signal: AbortSignal,
): Promise<InspectOutcome> {
  const files: DatasetFile[] = []
  const problems: DatasetProblem[] = []
  for (const file of task.files) {
    try {
      const inspected = await inspectOne(deps, task, file, signal)
      files.push(inspected.file)
      problems.push(...inspected.problems)
    } catch (error) {
      if (!(error instanceof UnprocessableFileError)) throw error
      files.push({ ...file, shards: 0 })
      problems.push(...problemsOf(file, error))
    }
  }
  return { files, problems }
}

async function inspectOne(
  { artifacts }: Pick<ComputeDeps, 'artifacts'>,
  { dataKey, output }: InspectTask,
  file: DatasetFile,
  signal: AbortSignal,
): Promise<{ file: DatasetFile; problems: DatasetProblem[] }> {
  const uploaded = await artifacts.open(file.artifact, dataKey)
  let plain: ArtifactReader | undefined
  try {
    let plainKey: string | undefined
    const compression = detectCompression(await collectBytes(uploaded.read(0, Math.min(MAGIC_BYTES, uploaded.size))))
    if (compression) {
      plainKey = `${output}/${file.ordinal}.plain`
      await artifacts.write(plainKey, dataKey, decompress(uploaded, { signal }))
      plain = await artifacts.open(plainKey, dataKey)
    }
    const mapping = file.mapping === undefined ? undefined : await readJson<Mapping>(artifacts, file.mapping, dataKey)
    const { reading, marks, ...found } = await inspectFile(plain ?? uploaded, {
      file: file.ordinal,
      signal,
      ...(mapping && { mapping }),
    })
    const inspection = `${output}/${file.ordinal}.reading`
    const marksKey = `${output}/${file.ordinal}.marks`
    await artifacts.write(inspection, dataKey, [Buffer.from(JSON.stringify(reading))])
    await artifacts.write(marksKey, dataKey, [encodeMarks(marks)])
    return {
      file: {
        ...file,
        ...(plainKey !== undefined && { plain: plainKey }),
        inspection,
        marks: marksKey,
        shards: marks.length,
        format: reading.format,
        encoding: reading.encoding,
        confidence: found.confidence,
        rows: found.rows,
        badRows: found.badRows,
        conversations: found.conversations,
        turns: found.turns,
        scattered: found.scattered,
      },
      problems: found.problems.map((problem) => ({ ...problem, file: file.ordinal })),
    }
  } finally {
    await uploaded.close()
    await plain?.close()
  }
}

interface Place {
  reason?: string
  line?: number
  byteOffset?: number
}

/** What is wrong with a file as a whole, then where the first of its rows that cannot be read are. */
function problemsOf({ ordinal: file }: DatasetFile, error: UnprocessableFileError): DatasetProblem[] {
  const { firstBadRows = [], ...whole } = (error.details ?? {}) as Place & { firstBadRows?: Place[] }
  const at = ({ line, byteOffset }: Place) => ({
    file,
    ...(line !== undefined && { line }),
    ...(byteOffset !== undefined && { byteOffset }),
  })
  return [
    { code: whole.reason ?? error.code, message: error.userMessage, ...at(whole) },
    ...firstBadRows.map((row) => ({
      code: row.reason ?? error.code,
      message: `This row cannot be read (${row.reason}).`,
      ...at(row),
    })),
  ]
}
