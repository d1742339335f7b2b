import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ResourceError, ValidationError } from '@techdeck/core'
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

/** The file of a key ring: base64 keys, the current key-encryption key first. */
const KeyRingFile = z.object({
  version: z.literal(1),
  keks: z
    .array(z.object({ id: z.string().refine(isKekId), key: secret({ exactly: KEY_BYTES }) }))
    .min(1)
    .refine((keks) => !repeated(keks.map(({ id }) => id))),
  pseudonymKey: secret({ atLeast: MIN_SECRET_BYTES }),
  jwtSecret: z.string().refine((text) => Buffer.byteLength(text) >= MIN_SECRET_BYTES),
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
    keks: [{ id: 'k1', key: randomBytes(KEY_BYTES).toString('base64') }],
    pseudonymKey: randomBytes(KEY_BYTES).toString('base64'),
    jwtSecret: randomBytes(KEY_BYTES).toString('base64url'),
  }
  const temporary = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(`${JSON.stringify(ring, null, 2)}\n`)
    await file.sync()
    if (!(await linkIfAbsent(temporary, path))) return false
    // Data will be sealed by these keys: they must be on the disk first.
    await using directory = await open(dirname(path))
    await directory.sync()
    return true
  } catch (error) {
    throw new ResourceError(`The key ring file ${path} cannot be created (${codeOf(error)}).`)
  } finally {
    await unlink(temporary).catch(() => {})
  }
}

/**
 * @throws {@link ValidationError} that names the file and the fields that are wrong, never their values.
 * @throws {@link ResourceError} when the file cannot be read.
 */
export async function readKeyRingFile(path: string): Promise<KeyRingSecrets> {
  const parsed = KeyRingFile.safeParse(parseJson(await readText(path), path))
  if (parsed.success) return { ...parsed.data, tokenSecret: parsed.data.jwtSecret }
  const problems = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), problem: 'invalid' }))
  const fields = problems.map((problem) => problem.path || 'the whole').join(', ')
  throw new ValidationError(`The key ring file ${path} is not usable: ${fields}.`, { details: problems })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new ValidationError(`There is no key ring file ${path}.`)
    throw new ResourceError(`The key ring file ${path} cannot be read (${codeOf(error)}).`)
  }
}

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

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
