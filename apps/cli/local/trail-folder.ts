import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Passport, PassportFile, RunSettings, type Place } from '@techdeck/contracts'
import { NotFoundError, UnprocessableFileError } from '@techdeck/core'
import { placeIn } from '@techdeck/pipeline'
import { z } from 'zod'
import { codeOf } from './error-code.ts'

/** Beside the exports of a local run, hidden from those who load the folder as a data set. */
const FOLDER = '.techdeck'
const NAME = 'passports.jsonl.zst'

/** What the first line says of all passports. */
const Header = z.object({
  schema: z.literal('techdeck-passports/1'),
  settings: RunSettings,
  files: z.array(PassportFile.extend({ scattered: z.boolean() })),
})
export type TrailHeader = Omit<z.infer<typeof Header>, 'schema'>

/** Writes what became of every conversation and row, one a line, without text. */
export async function writeTrail(
  folder: string,
  header: TrailHeader,
  passports: AsyncIterable<Passport>,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(join(folder, FOLDER), { recursive: true, mode: 0o700 })
  async function* lines() {
    yield `${JSON.stringify({ schema: 'techdeck-passports/1', ...header })}\n`
    for await (const passport of passports) yield `${JSON.stringify(passport)}\n`
  }
  const file = createWriteStream(join(folder, FOLDER, NAME), { mode: 0o600 })
  await pipeline(lines(), createZstdCompress(), file, { signal })
}

/**
 * Reads what {@link writeTrail} wrote; passports are read as they are asked for.
 *
 * @throws {@link NotFoundError} when the folder holds no local run
 */
export async function readTrail(folder: string): Promise<{ header: TrailHeader; passports: AsyncIterable<Passport> }> {
  const lines = linesOf(folder)[Symbol.asyncIterator]()
  const first = await lines.next().catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT')
      throw new NotFoundError(`${folder} holds no run: it was not written by run --local, or by an earlier version.`)
    throw error
  })
  const header = Header.safeParse(parsed(first.done ? '' : first.value))
  if (!header.success)
    throw new UnprocessableFileError(`${join(folder, FOLDER, NAME)} is damaged; run the files again.`)
  async function* passports() {
    for (let line = await lines.next(); !line.done; line = await lines.next()) yield JSON.parse(line.value) as Passport
  }
  return { header: header.data, passports: passports() }
}

async function* linesOf(folder: string): AsyncGenerator<string> {
  const file = createReadStream(join(folder, FOLDER, NAME))
  const plain = createZstdDecompress()
  file.on('error', (error) => plain.destroy(error))
  yield* createInterface({ input: file.pipe(plain), crlfDelay: Infinity })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** What happened to a conversation, or to what stands at a place, by what a local run left beside its exports. */
export async function findInFolder(
  folder: string,
  place: Place,
): Promise<{ header: TrailHeader; passports: (Passport & { file: PassportFile })[] }> {
  const { header, passports } = await readTrail(folder)
  const at = placeIn(header.files, place)
  let found: Passport[] = []
  let before: Passport | undefined
  if (at && 'conversation' in at) {
    for await (const passport of passports)
      if (passport.conversation_id?.startsWith(at.conversation)) found.push(passport)
  } else if (at) {
    const [member, wanted] = 'line' in at ? (['line', at.line] as const) : (['row', at.row] as const)
    for await (const passport of passports) {
      const { file, [member]: is } = passport.source
      if (file !== at.file || is === undefined) continue
      if (is === wanted) found.push(passport)
      else if (is < wanted && is >= (before?.source[member] ?? 0)) before = passport
    }
    const isScattered = header.files.some(({ ordinal, scattered }) => ordinal === at.file && scattered)
    // Where rows lie apart, the one before may be of any conversation.
    if (found.length === 0 && before && !isScattered) found = [before]
  }
  const into = found.flatMap(({ fate }) => (fate.into === undefined ? [] : [fate.into]))
  if (into.length > 0)
    for await (const passport of (await readTrail(folder)).passports)
      if (passport.conversation_id !== null && into.includes(passport.conversation_id)) found.push(passport)
  return {
    header,
    passports: found.map((passport) => ({
      ...passport,
      file: header.files.find(({ ordinal }) => ordinal === passport.source.file)!,
    })),
  }
}
