import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Conversation, type Finding } from '@techdeck/contracts'
import { inspectFile, readFile, type RawTurn, type Reading, type SourceRow } from '@techdeck/formats'
import type { NamedFile } from '../local/files.ts'
import { createScratch, type Scratch } from '../local/scratch.ts'
import { openLocal } from '../local/source.ts'

/** A few turns of one conversation, as they were uploaded and as they were exported. */
export interface Sample {
  file: string
  line: number | undefined
  turns: { before: RawTurn; after: Conversation['turns'][number] }[]
  /** Categories of what was replaced in these turns. */
  categories: string[]
}

/** Conversations of the export that are looked up in the uploaded files. */
const CANDIDATES = 24
/** Larger files would take too long to look into. */
const LARGEST_FILE = 64 * 1024 * 1024
const WINDOW = 4
/** A window that is longer does not fit a screen. */
const LONGEST_CHARS = 1200

/**
 * Finds a short passage in which something was de-identified: reads the exported conversations, then the same ones in
 * the uploaded files, which never leave this process. `null` where nothing was replaced or none can be matched.
 */
export async function findSample(
  files: readonly NamedFile[],
  exported: string,
  signal: AbortSignal,
): Promise<Sample | null> {
  await using scratch = await createScratch()
  const readings = new Map<number, Promise<Reading>>()
  for (const { conversation, from } of await bestPassages(exported)) {
    signal.throwIfAborted()
    const ordinal = Number(/^file-(\d+)$/.exec(conversation.source.file)?.[1] ?? -1)
    const file = files[ordinal]
    if (!file || file.sizeBytes > LARGEST_FILE) continue
    const raw = await readRaw(file, ordinal, conversation, readings, scratch, signal)
    if (!raw || !isAligned(raw, conversation)) continue
    const after = conversation.turns.slice(from, from + WINDOW)
    return {
      file: file.path,
      line: conversation.source.line,
      turns: after.map((turn, index) => ({ before: raw[from + index] ?? { text: '' }, after: turn })),
      categories: [...categoriesIn(conversation, from)],
    }
  }
  return null
}

interface Passage {
  conversation: Conversation
  /** The first turn of the window. */
  from: number
  score: number
}

/** The passages with the most kinds of identifiers, the best first. */
async function bestPassages(exported: string): Promise<Passage[]> {
  const best: Passage[] = []
  for await (const line of createInterface({ input: createReadStream(exported), crlfDelay: Infinity })) {
    const passage = passageOf(Conversation.parse(JSON.parse(line)))
    if (!passage) continue
    best.push(passage)
    if (best.length > CANDIDATES * 4) keepBest(best)
  }
  return keepBest(best)
}

function keepBest(passages: Passage[]): Passage[] {
  passages.sort((a, b) => b.score - a.score)
  passages.splice(CANDIDATES)
  return passages
}

function passageOf(conversation: Conversation): Passage | null {
  const windows = conversation.turns.map((_, from): Passage => {
    const chars = conversation.turns.slice(from, from + WINDOW).reduce((sum, { text }) => sum + text.length, 0)
    const categories = categoriesIn(conversation, from).size
    return { conversation, from, score: chars > LONGEST_CHARS ? 0 : categories - chars / (LONGEST_CHARS * 2) }
  })
  const best = windows.reduce<Passage | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  return best && best.score > 0 ? best : null
}

function categoriesIn({ findings = [] }: Conversation, from: number): Set<string> {
  const inside = ({ kind, turn }: Finding) => kind === 'identifier' && turn >= from && turn < from + WINDOW
  return new Set(findings.filter(inside).map(({ category }) => category))
}

/** The turns of the conversation as the uploaded file has them; `null` when they cannot be read at its place. */
async function readRaw(
  { path }: NamedFile,
  ordinal: number,
  { source: { byte_offset: byteOffset, line = 1, row = 1 } }: Conversation,
  readings: Map<number, Promise<Reading>>,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<RawTurn[] | null> {
  if (byteOffset === undefined) return null
  const opened = await openLocal(path, scratch, signal)
  const [part] = opened.parts
  // Members of archives have ordinals of their own, and are looked for by nobody.
  if (!part || 'error' in part || part.path !== '') return null
  return opened.read(part, async (source) => {
    const reading =
      readings.get(ordinal) ?? inspectFile(source, { file: ordinal, signal, ...part }).then((found) => found.reading)
    readings.set(ordinal, reading)
    const range = { file: ordinal, start: { byteOffset, line, row, state: 0 }, end: source.size }
    const rows: SourceRow[] = []
    for await (const item of readFile(source, await reading, range, signal)) {
      if (!item.row) continue
      if (rows.length > 0 && (item.row.key === undefined || item.row.key !== rows[0]?.key)) break
      rows.push(item.row)
    }
    return turnsOf(rows)
  })
}

/** Turns that say something, each utterance once. */
function turnsOf(rows: readonly SourceRow[]): RawTurn[] {
  const seen = new Set<string>()
  return rows
    .flatMap(({ turns }) => turns)
    .filter(({ text, utteranceId }) => {
      if (text.trim() === '' || (utteranceId !== undefined && seen.has(utteranceId))) return false
      if (utteranceId !== undefined) seen.add(utteranceId)
      return true
    })
}

/** Whether turn i of both is the same one: as many turns, and those in which nothing was found say the same. */
function isAligned(raw: readonly RawTurn[], { turns, findings = [] }: Conversation): boolean {
  if (raw.length !== turns.length) return false
  const touched = new Set(findings.map(({ turn }) => turn))
  const untouched = turns.filter(({ index }) => !touched.has(index))
  return untouched.every(({ index, text }) => letters(text) === letters(raw[index]?.text ?? ''))
}

const letters = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
