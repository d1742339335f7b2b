import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ResourceError, ValidationError, codeOf } from '@techdeck/core'
import { z } from 'zod'
import { KEY_BYTES } from '../data-key.ts'
import { decodeSecret, isKekId, MIN_SECRET_BYTES, repeated } from './secrets.ts'
import type { KeyRingSecrets } from './ring.ts'

const secret = (bytes: Parameters<typeof decodeSecret>[1]) =>
  z.string().transform((text, context) => {
    const decoded = decodeSecret(text, bytes)
    if (decoded) return decoded
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })

const tokenSecret = z.string().refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES)

/** The file of a key ring: base64 keys, the current key-encryption key first. */
const KeyRingFile = z.object({
  version: z.literal(1),
  keks: z
    .array(
      z.object({
        id: z.string().refine(isKekId),
        key: secret({ exactly: KEY_BYTES }),
        createdAt: z.iso
          .datetime()
          .transform((text) => new Date(text))
          .optional(),
      }),
    )
    .min(1)
    .refine((keks) => !repeated(keks.map(({ id }) => id))),
  pseudonymKey: secret({ atLeast: MIN_SECRET_BYTES }),
  jwtSecret: tokenSecret,
  /** What signed tokens before, while some of those are good. */
  previousJwtSecret: tokenSecret.optional(),
})

/**
 * Creates a key ring file with random keys, readable by its owner alone, unless there is one: it is never overwritten.
 * Appears whole or not at all, also when several processes call it at once.
 *
 * @returns whether this call created it.
 * @throws {@link ResourceError} when it cannot be written.
 */
export async function createKeyRingFile(path: string): Promise<boolean> {
  const ring: z.input<typeof KeyRingFile> = {
    version: 1,
    keks: [{ id: 'k1', key: randomBytes(KEY_BYTES).toString('base64'), createdAt: new Date().toISOString() }],
    pseudonymKey: randomBytes(KEY_BYTES).toString('base64'),
    jwtSecret: randomBytes(KEY_BYTES).toString('base64url'),
  }
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return await putDurably(path, ring, linkIfAbsent)
  } catch (error) {
    throw new ResourceError(`The key ring file ${path} cannot be created (${codeOf(error)}).`)
  }
}

/**
 * Replaces the key-encryption keys of a file by what `change` makes of them, whole or not at all; all else stays. Whoever
 * calls it sees to it that nobody else does at the same time.
 *
 * @throws {@link ResourceError} when it cannot be read or written; errors of `change` pass.
 */
export async function changeKeyRingFile(
  path: string,
  change: (keks: readonly StoredKek[]) => readonly StoredKek[],
): Promise<void> {
  const ring = parseJson(await readText(path), path)
  check(ring, path)
  const changed = { ...(ring as object), keks: change((ring as z.input<typeof KeyRingFile>).keks) }
  try {
    await putDurably(path, changed, async (from, to) => rename(from, to).then(() => true))
  } catch (error) {
    throw new ResourceError(`The key ring file ${path} cannot be changed (${codeOf(error)}).`)
  }
}

type StoredKek = z.input<typeof KeyRingFile>['keks'][number]

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Another text each time that the file is another. @throws {@link ResourceError} when it cannot be looked at */
export async function stampOf(path: string): Promise<string> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true })
    return `${ino}.${mtimeNs}.${size}`
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Writes beside the file, brings that to the disk, and puts it in place. */
async function putDurably(
  path: string,
  ring: object,
  put: (from: string, to: string) => Promise<boolean>,
): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`
  try {
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(`${JSON.stringify(ring, null, 2)}\n`)
    await file.sync()
    if (!(await put(temporary, path))) return false
    // Data will be sealed by these keys: they must be on the disk first.
    await using directory = await open(dirname(path))
    await directory.sync()
    return true
  } finally {
    await unlink(temporary).catch(() => {})
  }
}

/**
 * What the file holds, with its {@link stampOf}: of now, or of a moment ago where it is being replaced.
 *
 * @throws {@link ValidationError} that names the file and the fields that are wrong, never their values.
 * @throws {@link ResourceError} when the file cannot be read.
 */
export async function readKeyRingFile(path: string): Promise<KeyRingSecrets & { stamp: string }> {
  const stamp = await stampOf(path)
  const ring = check(parseJson(await readText(path), path), path)
  const { keks, pseudonymKey, jwtSecret, previousJwtSecret } = ring
  return { keks, pseudonymKey, tokenSecret: jwtSecret, previousTokenSecret: previousJwtSecret, stamp }
}

function check(ring: unknown, path: string): z.output<typeof KeyRingFile> {
  const parsed = KeyRingFile.safeParse(ring)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), problem: 'invalid' }))
  const fields = problems.map((problem) => problem.path || 'the whole').join(', ')
  throw new ValidationError(`The key ring file ${path} is not usable: ${fields}.`, { details: problems })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
}

const unreadable = (path: string, error: unknown) =>
  codeOf(error) === 'ENOENT'
    ? new ValidationError(`There is no key ring file ${path}.`)
    : new ResourceError(`The key ring file ${path} cannot be read (${codeOf(error)}).`)

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    throw new ValidationError(`The key ring file ${path} is not JSON.`)
  }
}

async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
