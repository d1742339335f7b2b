import type { DatasetFile } from '@techdeck/contracts'
import { UnprocessableFileError, sha256 } from '@techdeck/core'
import {
  encodeMarks,
  inspectFile,
  Keeper,
  unpack,
  UNPACK_LIMITS,
  type Kept,
  type Leaf,
  type Mapping,
  type Refusal,
} from '@techdeck/formats'
import type { ArtifactStore } from './ports.ts'
import { InspectionProblems } from './inspection-problems.ts'
import { keptReading } from './kept-reading.ts'
import { readJson, withArtifact, type ComputeDeps } from './run-shard.ts'
import { shardLimits } from './source-shards.ts'
import type { InspectOutcome, InspectTask } from './tasks.ts'

/** Characters of a member's path that its name keeps. */
const NAME_CHARS = 300

/**
 * Reads each file of a data set once: what it is, what it holds, and where reading may start in it.
 *
 * What is packed is unpacked, what is no text converted, so that every later reader can seek. A file that holds others
 * has no rows itself: its members become files of their own, behind all that were uploaded, in the order of their
 * containers and then of their places. A file that cannot be read becomes a problem; the others stay usable.
 */
export async function runInspect(
  deps: Pick<ComputeDeps, 'artifacts'>,
  task: InspectTask,
  signal: AbortSignal,
): Promise<InspectOutcome> {
  const inspection = new FilesInspection(deps.artifacts, task, signal)
  for (const file of inspection.uploaded) await inspection.upload(file)
  return inspection.outcome()
}

class FilesInspection {
  /** As they were uploaded; an inspection that was cut off may have been recorded with members. */
  readonly uploaded: DatasetFile[]
  readonly #artifacts: ArtifactStore
  readonly #task: InspectTask
  readonly #signal: AbortSignal
  readonly #inspected: DatasetFile[] = []
  readonly #members: DatasetFile[] = []
  readonly #problems = new InspectionProblems()

  constructor(artifacts: ArtifactStore, task: InspectTask, signal: AbortSignal) {
    this.#artifacts = artifacts
    this.#task = task
    this.#signal = signal
    this.uploaded = task.files.filter(({ container }) => container === undefined)
  }

  outcome(): InspectOutcome {
    return { files: [...this.#inspected, ...this.#members], problems: this.#problems.list() }
  }

  async upload(file: DatasetFile): Promise<void> {
    if (this.#readBefore(file)) return
    const { dataKey, output, limits } = this.#task
    const keeper = new Keeper(this.#artifacts, dataKey, `${output}/${file.ordinal}.plain`)
    const options = { limits: { ...UNPACK_LIMITS, ...limits }, signal: this.#signal }
    try {
      const { parts, container, passedOver } = await withArtifact(this.#artifacts, file.artifact, dataKey, (source) =>
        unpack(source, keeper, options),
      )
      if (container === null) {
        this.#inspected.push(await this.#text(file, parts[0] as Leaf))
        return
      }
      this.#inspected.push({ ...file, shards: 0, format: container, members: parts.length, passedOver })
      const wanted = this.#membersOf(file)
      for (const [at, part] of parts.entries()) this.#members.push(await this.#member(file, part, wanted[at] ?? file))
    } catch (error) {
      this.#inspected.push(this.#unreadable(file, error))
    }
  }

  /**
   * Takes over what the version before says of a file and its members, under the numbers that they have now; `false`
   * where it says nothing of use. Text that could not be read then is read again: readers learn.
   */
  #readBefore(file: DatasetFile): boolean {
    const { files = [], problems = [] } = this.#task.before ?? {}
    const known = files.find(({ container, artifact }) => container === undefined && artifact === file.artifact)
    if (known?.inspection === undefined && known?.members === undefined) return false
    const members = files.filter(({ container }) => container === known.ordinal)
    const wanted = this.#membersOf(file)
    if (!isReadAlike(known, file) || wanted.some((member, at) => !isReadAlike(member, members[at]))) return false
    const problemsOf = ({ ordinal }: DatasetFile) => problems.filter((problem) => problem.file === ordinal)
    this.#inspected.push({ ...known, ordinal: file.ordinal })
    this.#problems.again(file, problemsOf(known))
    for (const member of members) {
      const ordinal = this.uploaded.length + this.#members.length
      this.#members.push({ ...member, ordinal, container: file.ordinal })
      this.#problems.again({ ...member, ordinal }, problemsOf(member))
    }
    return true
  }

  /** Members as the task has them, for what their owner says of one or the other. */
  #membersOf({ ordinal }: DatasetFile): DatasetFile[] {
    return this.#task.files.filter(({ container }) => container === ordinal)
  }

  async #member(
    container: DatasetFile,
    part: Leaf | Refusal,
    { mapping, readAs }: Pick<DatasetFile, 'mapping' | 'readAs'>,
  ): Promise<DatasetFile> {
    const kept: Kept | null = 'kept' in part ? part.kept : null
    const file: DatasetFile = {
      ordinal: this.uploaded.length + this.#members.length,
      name: `${container.name}/${nameOf(part.path)}`,
      sizeBytes: kept?.sizeBytes ?? 0,
      sha256: kept?.sha256 ?? sha256(''),
      artifact: container.artifact,
      container: container.ordinal,
      ...(mapping !== undefined && { mapping }),
      ...(readAs !== undefined && { readAs }),
    }
    if ('error' in part) return this.#unreadable(file, part.error)
    return this.#text(file, part).catch((error: unknown) => this.#unreadable(file, error))
  }

  /** A file with what was found in its text. */
  async #text(file: DatasetFile, { kept, from, problems = [] }: Leaf): Promise<DatasetFile> {
    const { dataKey, output } = this.#task
    const mapping =
      file.mapping === undefined ? undefined : await readJson<Mapping>(this.#artifacts, file.mapping, dataKey)
    const found = await withArtifact(this.#artifacts, kept?.key ?? file.artifact, dataKey, (source) =>
      inspectFile(source, {
        file: file.ordinal,
        signal: this.#signal,
        shardLimits,
        ...(mapping && { mapping }),
        ...(file.readAs !== undefined && { format: file.readAs }),
        ...(from !== undefined && { from }),
      }),
    )
    const inspection = `${output}/${file.ordinal}.reading`
    const marksKey = `${output}/${file.ordinal}.marks`
    const { reading, marks } = found
    await this.#artifacts.write(inspection, dataKey, [Buffer.from(JSON.stringify(keptReading(found)))])
    await this.#artifacts.write(marksKey, dataKey, [encodeMarks(marks)])
    this.#problems.found(file, [...problems, ...found.problems])
    return {
      ...file,
      ...(kept && { plain: kept.key }),
      ...(from !== undefined && { from }),
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
    }
  }

  /** A file that is passed over, with the reason; @throws whatever says nothing of the file itself */
  #unreadable(file: DatasetFile, error: unknown): DatasetFile {
    if (!(error instanceof UnprocessableFileError)) throw error
    this.#problems.refused(file, error)
    return { ...file, shards: 0 }
  }
}

/** Whether the owner says the same of how to read two files. */
const isReadAlike = (a: DatasetFile, b?: DatasetFile): boolean => a.mapping === b?.mapping && a.readAs === b?.readAs

/** A path for people to recognise: without characters that play tricks, its end when it is long. */
function nameOf(path: string): string {
  const shown = path.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
  return shown.length > NAME_CHARS ? `…${shown.slice(-NAME_CHARS)}` : shown
}
