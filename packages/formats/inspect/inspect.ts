import { UNPACK_LIMITS } from '@techdeck/core'
import { detectEncoding, type DetectedEncoding } from '../encoding/index.ts'
import { type Candidate, detect, likely } from '../detect.ts'
import { limitSentence, passed } from '../refused.ts'
import { inBatches } from '../rows/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Inspection, Mapping, Mark, Reading, SourceRow, UnpackLimits } from '../types.ts'
import { unreadable } from './errors.ts'
import { takeSample } from './sample.ts'
import { Tally, type ShardLimitsOf } from './tally.ts'

export interface InspectOptions {
  /** Ordinal of the file in its data set. */
  file: number
  signal: AbortSignal
  /** Where marks are laid; a file is one shard unless told. */
  shardLimits?: ShardLimitsOf
  /** What the owner says of columns and roles; wins over what is detected. */
  mapping?: Mapping
  /** The reading that the owner chose; wins wherever the file can be read so. */
  format?: string
  /** The format whose conversion made the text. */
  from?: string
  /** What rows are held to, where it is not the default; the reading keeps it. */
  limits?: Partial<UnpackLimits>
  /** Rows by their byte offsets, in place of those that cannot be read there. */
  mended?: ReadonlyMap<number, SourceRow>
}

/**
 * Reads a whole file once, in constant memory, and says how to read it: format, encoding, columns, what is in it, and
 * marks where reading may start. Names and extensions play no part.
 *
 * @throws UnprocessableFileError when the file is empty, binary, of no known format, or has no rows
 */
export async function inspectFile(source: ByteSource, options: InspectOptions): Promise<Inspection> {
  const first = await attempt(source, options)
  if (first.encodingDoubt === null) return first.inspection
  // The sample was plain ASCII, and further on it was not UTF-8 either: read again with what is found there.
  const around = await head(source, 64 * 1024, Math.max(0, first.encodingDoubt - 32 * 1024))
  const encoding = detectEncoding(around)
  if (!encoding || encoding.encoding === 'utf-8') return first.inspection
  return (await attempt(source, options, { ...encoding, bom: 0 })).inspection
}

async function attempt(
  source: ByteSource,
  options: InspectOptions,
  encoding?: DetectedEncoding,
): Promise<{ inspection: Inspection; encodingDoubt: number | null }> {
  const { file, signal, shardLimits = () => ({ bytes: Infinity, conversations: Infinity }) } = options
  const { sample, detected } = await takeSample(source, file, { encoding, given: options.mapping, from: options.from })
  const candidates = likely(detect(sample), options.format)
  const [best] = candidates
  if (!best)
    throw unreadable(options.from === undefined ? 'unknown_format' : 'no_conversations', file, {
      encoding: detected.encoding,
    })
  const proposed = within(readingOf(best, detected, options.mapping), options.limits)
  const start = firstMark(proposed)
  const range = { file, start, end: source.size }
  const settled = await best.format.settle?.(source, proposed, range, signal)
  const reading = settled ? { ...proposed, settings: settled.settings } : proposed
  const tally = new Tally(start, shardLimits)
  let encodingDoubt: number | null = null
  for await (const batch of inBatches(best.format.read(source, reading, range, signal)))
    for (const item of batch) {
      const row = item.row ?? options.mended?.get(item.bad.position.byteOffset)
      if (row) tally.row(row)
      else if (item.bad) {
        tally.bad(item.bad)
        if (item.bad.reason !== 'invalid_encoding' || detected.certain || encodingDoubt !== null) continue
        encodingDoubt = item.bad.position.byteOffset
      }
    }
  const inspection = conclude(file, reading, candidates, tally, options)
  inspection.problems.push(...(settled?.problems ?? []))
  return { inspection, encodingDoubt }
}

export function readingOf(
  { format, detection }: Candidate,
  { encoding, bom }: DetectedEncoding,
  given?: Mapping,
): Reading {
  const { settings, mapping } = detection
  return {
    format: format.name,
    encoding,
    bom,
    settings,
    mapping: given?.roles ? { ...mapping, roles: given.roles } : mapping,
  }
}

/** A reading with the limits of rows that are not the default. */
export function within(reading: Reading, { maxRowBytes, maxNesting }: Partial<UnpackLimits> = {}): Reading {
  const limits = { ...(maxRowBytes !== undefined && { maxRowBytes }), ...(maxNesting !== undefined && { maxNesting }) }
  return { ...reading, settings: { ...reading.settings, ...limits } }
}

/** The start of data, after byte order mark and header. */
export function firstMark({ bom, settings }: Reading): Mark {
  return {
    byteOffset: bom + Number(settings['dataStart'] ?? 0),
    line: Number(settings['dataLine'] ?? 1),
    row: 1,
    state: 0,
  }
}

function conclude(
  file: number,
  reading: Reading,
  [best, ...others]: Candidate[],
  tally: Tally,
  { mapping: given, format: chosen }: InspectOptions,
): Inspection {
  if (tally.rows === 0) throw unreadable('header_without_rows', file, { format: reading.format, line: 1 })
  const firstBadRows = tally.firstBadRows
  if (tally.conversations === 0)
    throw unreadable('no_readable_rows', file, {
      format: reading.format,
      badRows: tally.badRows,
      firstBadRows: firstBadRows.map(({ position, reason }) => ({
        line: position.line,
        byteOffset: position.byteOffset,
        reason,
      })),
    })
  const proposed = tally.habits.propose(reading.mapping.roles)
  const roles = { ...proposed, ...reading.mapping.roles }
  const known: Reading = {
    ...reading,
    mapping: { ...reading.mapping, ...(Object.keys(roles).length > 0 && { roles }) },
  }
  const { rows, badRows, badRowsByReason, conversations, turns, scattered, marks } = tally
  return {
    reading: known,
    confidence: best.detection.confidence,
    saw: best.detection.saw,
    rows,
    badRows,
    badRowsByReason,
    firstBadRows,
    conversations,
    turns,
    roles: tally.habits.roles(roles),
    speakers: tally.habits.speakers(roles),
    scattered,
    marks,
    problems: [
      ...problemsOf(reading, tally, Object.keys(proposed).length),
      ...unknownColumns(reading, given),
      ...otherFormat(reading, chosen),
    ],
    alternatives: others.map(({ format, detection: { confidence, saw } }) => ({
      format: format.name,
      confidence,
      saw,
    })),
  }
}

/** Which limit such rows went beyond, if any. */
function limitOf(reason: string, { settings }: Reading): string {
  const name = reason === 'line_too_long' ? 'maxRowBytes' : reason === 'too_deep' ? 'maxNesting' : null
  return name ? ` ${limitSentence(passed(name, { ...UNPACK_LIMITS, ...settings }))}` : ''
}

function problemsOf(reading: Reading, tally: Tally, guessed: number): Inspection['problems'] {
  const problems: Inspection['problems'] = Object.entries(tally.badRowsByReason).map(([reason, count]) => {
    const first = tally.firstBadRows.find((bad) => bad.reason === reason)?.position
    return {
      code: reason,
      message: `${count} ${count === 1 ? 'row' : 'rows'} cannot be read (${reason}) and will be quarantined.${limitOf(reason, reading)}`,
      count,
      ...(first && { line: first.line, byteOffset: first.byteOffset }),
    }
  })
  if (reading.settings['kind'] === 'whole_file' || reading.settings['shape'] === 'whole_file')
    problems.push({
      code: 'one_conversation_assumed',
      message:
        'No column names the conversation, so all rows are taken as one. Name the column in the mapping if there is one.',
    })
  if (tally.silentRows > 0)
    problems.push({
      code: 'nothing_said',
      message: 'Rows in which nobody says anything, such as notices and other resources, are passed over.',
      count: tally.silentRows,
    })
  if (tally.leftOut > 0)
    problems.push({
      code: 'other_branches',
      message: 'Conversations go on in more than one way. The main one is taken; turns on other branches are left out.',
      count: tally.leftOut,
    })
  if (guessed > 0)
    problems.push({
      code: 'roles_guessed',
      message: 'Who helps was guessed from how the speakers talk. Set the roles in the mapping if the guess is wrong.',
      count: guessed,
    })
  return problems
}

/** Columns or fields that the owner names and the file does not have; they were passed over. */
function unknownColumns({ mapping }: Reading, given: Mapping = {}): Inspection['problems'] {
  const { roles: _roles, ...named } = given
  const missing = Object.entries(named).flatMap(([role, names]) => {
    const taken = [mapping[role as keyof Mapping]].flat() as (string | undefined)[]
    const unknown = [names].flat().filter((name) => !taken.some((one) => one !== undefined && isSameWay(name, one)))
    return unknown.map(() => role)
  })
  if (missing.length === 0) return []
  const roles = [...new Set(missing)].join(', ')
  const message = `The mapping names columns or fields that the file does not have (for ${roles}). They were passed over: compare their spelling with the file.`
  return [{ code: 'unknown_column', message, line: 1, count: missing.length }]
}

/** The file cannot be read as its owner chose, so it was read as it seems to be. */
const otherFormat = ({ format }: Reading, chosen = format): Inspection['problems'] =>
  chosen === format
    ? []
    : [
        {
          code: 'chosen_format_impossible',
          message: `The file cannot be read as ${chosen}, which was chosen, so it was read as ${format}. Choose another reading, or change the mapping.`,
        },
      ]

/** Ways may begin at the document, at an element or at a turn. */
const isSameWay = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)
