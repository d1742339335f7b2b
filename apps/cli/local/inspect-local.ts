import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { AppError, UnprocessableFileError } from '@techdeck/core'
import {
  firstRows,
  inspectFile,
  type Inspection,
  type Leaf,
  type Mapping,
  type ReadingSample,
  type UnpackLimits,
} from '@techdeck/formats'
import { saidOf, type KeptMapping } from '@techdeck/formats/given-mapping'
import { createScratch } from './scratch.ts'
import { openLocal, type LocalFile } from './source.ts'

/** What is said of one text; scripts rely on the fields up to `problems`. */
export interface TextView {
  format: string
  encoding: string
  confidence: number
  conversations: number
  turns: number
  roles: Inspection['roles']
  mapping: Mapping
  /** Rows that cannot be read. */
  quarantined: number
  problems: Inspection['problems']
  rows: number
  scattered: boolean
  alternatives: Inspection['alternatives']
  /** The first rows under each likely reading, where there are several and `rows` were asked for. */
  readings?: ReadingSample[]
}

/** A member of a file that holds others. */
export type MemberView = { path: string; ordinal: number } & (
  | TextView
  | { error_code: string; reason: string; message: string }
)

/** What `inspect --json` prints. Of a file that holds others, the figures are of all its members together. */
export interface InspectionView extends Omit<TextView, 'problems'> {
  problems: (Inspection['problems'][number] & { file?: number })[]
  compression: string | null
  /** What holds the members: `zip`, `tar`, or a format of several parts. */
  container: string | null
  /** Where there is more than one, or one in a container. */
  files?: MemberView[]
  /** Folders and system files that were passed over. */
  passed_over?: number
}

/**
 * Reads one file once, without a server, and says what it is and what it holds. Where several readings are likely, `rows`
 * of each are shown if asked for.
 *
 * @throws UnprocessableFileError when it holds no conversations that can be read.
 */
export async function inspectLocal(
  path: string,
  signal: AbortSignal,
  { mapping, limits, rows = 0 }: { mapping?: KeptMapping; limits?: Partial<UnpackLimits>; rows?: number } = {},
): Promise<InspectionView> {
  await using scratch = await createScratch()
  const opened = await openLocal(path, scratch, signal, limits)
  const { parts, container, compression, passedOver } = opened
  // As in a data set: the file itself is 0, its members follow.
  const first = container === null ? 0 : 1
  const members: MemberView[] = []
  const failures: UnprocessableFileError[] = []
  for (const [index, part] of parts.entries()) {
    const place = { path: part.path, ordinal: first + index }
    try {
      if ('error' in part) throw part.error
      const { from, problems = [] } = part
      const said = mapping ? saidOf(mapping, await namedLike(path, opened, part)) : {}
      const options = {
        file: place.ordinal,
        signal,
        ...(limits && { limits }),
        ...(from !== undefined && { from }),
        ...(said.mapping && { mapping: said.mapping }),
        ...(said.readAs !== undefined && { format: said.readAs }),
      }
      members.push({
        ...place,
        ...(await opened.read(part, async (source) => {
          const found = await inspectFile(source, options)
          const view = viewOf({ ...found, problems: [...problems, ...found.problems] })
          if (rows === 0 || view.alternatives.length === 0) return view
          return { ...view, readings: await firstRows(source, options, rows) }
        })),
      })
    } catch (error) {
      if (!(error instanceof UnprocessableFileError)) throw error
      failures.push(error)
      members.push({ ...place, error_code: error.code, reason: reasonOf(error), message: error.userMessage })
    }
  }
  const readable = members.filter((member): member is MemberView & TextView => 'format' in member)
  if (readable.length === 0) throw failures[0] ?? new UnprocessableFileError('The file holds no conversations.')
  if (container === null) return { ...withoutPlace(readable[0]), compression, container }
  return { ...together(readable), compression, container, files: members, passed_over: passedOver }
}

/** What a rule knows a file by: as in a data set, members have their path behind the name of what holds them. */
async function namedLike(path: string, opened: LocalFile, part: Leaf) {
  const name = opened.container === null ? basename(path) : `${basename(path)}/${part.path}`
  if (part.kept) return { name, sha256: part.kept.sha256 }
  const hash = createHash('sha256')
  await opened.read(part, async (source) => {
    for await (const chunk of source.read()) hash.update(chunk)
  })
  return { name, sha256: hash.digest('hex') }
}

const reasonOf = ({ code, details }: AppError): string => (details as { reason?: string } | undefined)?.reason ?? code

function viewOf(found: Inspection): TextView {
  return {
    format: found.reading.format,
    encoding: found.reading.encoding,
    confidence: found.confidence,
    conversations: found.conversations,
    turns: found.turns,
    roles: found.roles,
    mapping: found.reading.mapping,
    quarantined: found.badRows,
    problems: found.problems,
    rows: found.rows,
    scattered: found.scattered,
    alternatives: found.alternatives,
  }
}

function withoutPlace({ path: _path, ordinal: _ordinal, ...view }: MemberView & TextView): TextView {
  return view
}

/** One view of several: sums, the lowest confidence, and what they have in common. */
function together(files: (MemberView & TextView)[]): Omit<InspectionView, 'compression' | 'container'> {
  const sum = (of: (file: TextView) => number) => files.reduce((total, file) => total + of(file), 0)
  const roles: TextView['roles'] = {}
  for (const file of files)
    for (const [role, count] of Object.entries(file.roles)) roles[role] = (roles[role] ?? 0) + count
  return {
    format: onlyOrMixed(files.map(({ format }) => format)),
    encoding: onlyOrMixed(files.map(({ encoding }) => encoding)),
    confidence: Math.min(...files.map(({ confidence }) => confidence)),
    conversations: sum(({ conversations }) => conversations),
    turns: sum(({ turns }) => turns),
    roles,
    mapping: shared(files.map(({ mapping }) => mapping)),
    quarantined: sum(({ quarantined }) => quarantined),
    problems: files.flatMap(({ problems, ordinal }) => problems.map((problem) => ({ ...problem, file: ordinal }))),
    rows: sum(({ rows }) => rows),
    scattered: files.some(({ scattered }) => scattered),
    alternatives: [],
  }
}

const onlyOrMixed = (values: string[]): string => (new Set(values).size === 1 ? values[0] : 'mixed')

/** The parts of the mapping that all files have alike. */
function shared(mappings: Mapping[]): Mapping {
  const [first = {}, ...others] = mappings
  const alike = Object.entries(first).filter(([part, value]) =>
    others.every((other) => JSON.stringify(other[part as keyof Mapping]) === JSON.stringify(value)),
  )
  return Object.fromEntries(alike)
}
