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
  type Refusal,
  type SourceRow,
} from '@techdeck/formats'
import { saidOf, type KeptMapping } from '@techdeck/formats/given-mapping'
import type { ArtifactStore } from './ports.ts'
import { InspectionProblems } from './inspection-problems.ts'
import { keptReading } from './kept-reading.ts'
import { mendedOf } from './mend/mended-rows.ts'
import { readJson, withArtifact, type ComputeDeps } from './run-shard.ts'
import { shardLimits } from './source-shards.ts'
import type { InspectOutcome, InspectTask } from './tasks.ts'

/** Characters of a member's path that its name keeps. */
const NAME_CHARS = 300

/**
 * Reads each file of a data set once: what it is, what it holds, and where reading may start in it.
 *
 * What is packed is unpacked, what is no text converted, so that every later reader can seek. A file that holds others
 * has no rows itself: its members become files of their own, behind all that are there, in the order of their containers
 * and then of their places. What has a number keeps it, whatever is added or read again. A file that cannot be read becomes a problem; the others stay usable.
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
  readonly uploaded: DatasetFile[]
  readonly #artifacts: ArtifactStore
  readonly #task: InspectTask
  readonly #signal: AbortSignal
  /** By their ordinals. */
  readonly #files: DatasetFile[]
  #next: number
  readonly #problems = new InspectionProblems()

  constructor(artifacts: ArtifactStore, task: InspectTask, signal: AbortSignal) {
    this.#artifacts = artifacts
    this.#task = task
    this.#signal = signal
    this.uploaded = task.files.filter(({ container }) => container === undefined)
    this.#files = task.files.map(withoutRows)
    this.#next = task.files.length
  }

  outcome(): InspectOutcome {
    return { files: this.#files, problems: this.#problems.list() }
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
        this.#files[file.ordinal] = await this.#text(file, parts[0] as Leaf)
        return
      }
      this.#files[file.ordinal] = { ...file, shards: 0, format: container, members: parts.length, passedOver }
      const before = this.#membersOf(file)
      for (const [at, part] of parts.entries()) {
        const ordinal = before[at]?.ordinal ?? this.#next++
        this.#files[ordinal] = await this.#member(file, ordinal, part, before[at] ?? file)
      }
    } catch (error) {
      this.#files[file.ordinal] = this.#unreadable(file, error)
    }
  }

  /**
   * Takes over what the version before says of a file and its members; `false` where it says nothing of use. Text that could not be read then is read again: readers learn.
   */
  #readBefore(file: DatasetFile): boolean {
    const { files = [], problems = [] } = this.#task.before ?? {}
    const known = files.find(({ container, artifact }) => container === undefined && artifact === file.artifact)
    if (known?.inspection === undefined && known?.members === undefined) return false
    const members = files.filter(({ container }) => container === known.ordinal)
    const wanted = this.#membersOf(file)
    if (!isReadAlike(known, file) || wanted.some((member, at) => !isReadAlike(member, members[at]))) return false
    const problemsOf = ({ ordinal }: DatasetFile) => problems.filter((problem) => problem.file === ordinal)
    this.#files[file.ordinal] = { ...known, ordinal: file.ordinal }
    this.#problems.again(file, problemsOf(known))
    for (const [at, member] of members.entries()) {
      const ordinal = wanted[at]?.ordinal ?? this.#next++
      this.#files[ordinal] = { ...member, ordinal, container: file.ordinal }
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
    ordinal: number,
    part: Leaf | Refusal,
    { mapping, readAs }: Pick<DatasetFile, 'mapping' | 'readAs'>,
  ): Promise<DatasetFile> {
    const kept: Kept | null = 'kept' in part ? part.kept : null
    const file: DatasetFile = {
      ordinal,
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
    const { dataKey, output, limits } = this.#task
    const said = await this.#saidOf(file)
    const { mapping, readAs = file.readAs } = said
    const mended = await this.#mendedOf(file)
    const found = await withArtifact(this.#artifacts, kept?.key ?? file.artifact, dataKey, (source) =>
      inspectFile(source, {
        file: file.ordinal,
        signal: this.#signal,
        shardLimits,
        ...(limits && { limits }),
        ...(mapping && { mapping }),
        ...(readAs !== undefined && { format: readAs }),
        ...(from !== undefined && { from }),
        ...(mended.size > 0 && { mended }),
      }),
    )
    const inspection = `${output}/${file.ordinal}.reading`
    const marksKey = `${output}/${file.ordinal}.marks`
    const { reading, marks } = found
    await this.#artifacts.write(inspection, dataKey, [Buffer.from(JSON.stringify(keptReading(found)))])
    await this.#artifacts.write(marksKey, dataKey, [encodeMarks(marks)])
    this.#problems.found(file, [...problems, ...found.problems, ...notAsChosen(readAs, reading.format)])
    const { mapping: _rules, ...itself } = file
    return {
      ...itself,
      ...(said.artifact !== undefined && { mapping: said.artifact }),
      ...(readAs !== undefined && { readAs }),
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

  /** Rows that are read in place of those of this file that could not be, by their places. */
  async #mendedOf(file: DatasetFile): Promise<ReadonlyMap<number, SourceRow>> {
    const { mended, dataKey } = this.#task
    if (mended === undefined) return new Map()
    return withArtifact(this.#artifacts, mended, dataKey, (reader) => mendedOf(reader, file))
  }

  /** What the owner says of this file alone, and the artifact that has the mapping. */
  async #saidOf(file: DatasetFile): Promise<ReturnType<typeof saidOf> & { artifact?: string }> {
    const { dataKey, output } = this.#task
    if (file.mapping === undefined) return {}
    const kept = await readJson<KeptMapping>(this.#artifacts, file.mapping, dataKey)
    const said = saidOf(kept, file)
    if (!said.mapping) return said
    if (!kept.files) return { ...said, artifact: file.mapping }
    const artifact = `${output}/${file.ordinal}.mapping`
    await this.#artifacts.write(artifact, dataKey, [Buffer.from(JSON.stringify(said.mapping))])
    return { ...said, artifact }
  }

  /** A file that is passed over, with the reason; @throws whatever says nothing of the file itself */
  #unreadable(file: DatasetFile, error: unknown): DatasetFile {
    if (!(error instanceof UnprocessableFileError)) throw error
    this.#problems.refused(file, error)
    return { ...file, shards: 0 }
  }
}

/** What is known of a file before anybody looked into it. */
const withoutRows = ({
  ordinal,
  name,
  sizeBytes,
  sha256: hash,
  artifact,
  mapping,
  readAs,
  container,
}: DatasetFile) => ({
  ordinal,
  name,
  sizeBytes,
  sha256: hash,
  artifact,
  shards: 0,
  ...(mapping !== undefined && { mapping }),
  ...(readAs !== undefined && { readAs }),
  ...(container !== undefined && { container }),
})

/** A format that the owner named, and that the file cannot be read as. */
const notAsChosen = (chosen: string | undefined, format: string) =>
  chosen === undefined || chosen === format
    ? []
    : [{ code: 'not_as_chosen', message: `It cannot be read as the format that was chosen; it is read as ${format}.` }]

/** Whether the owner says the same of how to read two files. */
const isReadAlike = (a: DatasetFile, b?: DatasetFile): boolean => a.mapping === b?.mapping && a.readAs === b?.readAs

/** A path for people to recognise: without characters that play tricks, its end when it is long. */
function nameOf(path: string): string {
  const shown = path.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
  return shown.length > NAME_CHARS ? `…${shown.slice(-NAME_CHARS)}` : shown
}
