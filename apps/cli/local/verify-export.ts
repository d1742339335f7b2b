import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { IdTree, ValidationError, isSignatureOf, keyIdOf, sha256 } from '@techdeck/core'
import { z } from 'zod'
import { codeOf } from './error-code.ts'
import { pathIn } from './export-folder.ts'
import { RECEIPT, readReceipt, type Copy } from './receipt.ts'

const Manifest = z.object({
  schema: z.string().startsWith('techdeck-manifest/'),
  dataset: z.object({ sha256: z.string() }),
  content: z.object({ conversations: z.int() }),
  lineage_root: z.string(),
  files: z.array(
    z.object({ name: z.string(), format: z.string(), records: z.int(), sha256: z.string(), size_bytes: z.int() }),
  ),
})
type Manifest = z.infer<typeof Manifest>

const Run = z.object({
  execution_id: z.string(),
  manifest: z.object({ name: z.string(), sha256: z.string() }),
  algorithm: z.literal('ed25519'),
  key_id: z.string(),
  public_key: z.string(),
  signature: z.string(),
})

export const PROBLEMS = {
  missing: 'It is not there.',
  not_readable: 'It cannot be read.',
  wrong_size: 'It is longer or shorter than the manifest says.',
  changed: 'Its content is not what the manifest says.',
  not_in_manifest: 'It lies there and the manifest does not know it.',
  not_a_manifest: 'It is no manifest of an export.',
  not_signed: 'There is no run.json with a signature.',
  other_manifest: 'The signature is that of another manifest.',
  wrong_signature: 'The signature does not hold: the manifest or the signature was changed.',
  other_signer: 'It is signed by another key than the one that was given.',
  wrong_lineage: 'The conversations are not those that the lineage root stands for.',
  unsafe_name: 'The manifest names a file outside of the export.',
} as const
export type ProblemCode = keyof typeof PROBLEMS

export interface Verification {
  ok: boolean
  manifest: string
  dataset_sha256: string | null
  conversations: number
  files: number
  execution_id: string | null
  /** Whose signature it is: that of the key that was given, of this installation, or of one that is not known here. */
  signer: 'given' | 'this installation' | 'unknown' | null
  key_id: string | null
  public_key: string | null
  problems: { path: string; problem: ProblemCode; message: string }[]
  /** Under which marks, for what and until when these files were downloaded; none where nobody did, or it is not there. */
  copies: Copy[]
}

export interface VerifyOptions {
  /** Base64 of the public key that has to have signed. */
  key?: string | undefined
  /** The public key of this installation, where it has one. */
  own?: string | undefined
  /** Files that the manifest does not name are no problem. */
  allowExtra?: boolean | undefined
}

/**
 * Checks an export: each file against the manifest, the manifest against its signature, the conversations against the
 * lineage root. One entry for each manifest, as exports of several data sets in one folder have several.
 *
 * @throws {@link ValidationError} when `path` is neither a folder with a manifest nor a manifest.
 */
export async function verifyExport(path: string, options: VerifyOptions): Promise<Verification[]> {
  const manifests = await manifestsAt(path)
  const results: Verification[] = []
  const known = new Set<string>()
  for (const manifest of manifests) results.push(await verifyManifest(manifest, options, known))
  if (options.allowExtra || manifests.length === 0) return results
  const folder = dirname(manifests[0])
  for (const name of await filesBelow(folder)) if (!known.has(name)) note(results[0], name, 'not_in_manifest')
  return results
}

async function manifestsAt(path: string): Promise<string[]> {
  const entry = await stat(path).catch((error: unknown) => {
    throw new ValidationError(`There is no export ${path}.`, { details: [{ path, problem: codeOf(error) }] })
  })
  if (entry.isFile()) return [path]
  const names = await readdir(path)
  const found = names.filter((name) => name === MANIFEST || name.endsWith(`.${MANIFEST}`)).toSorted()
  if (found.length > 0) return found.map((name) => join(path, name))
  const sealed = names.some((name) => name.endsWith('.age'))
  throw new ValidationError(
    sealed ? `${path} is sealed: open its files with age first.` : `There is no ${MANIFEST} in ${path}.`,
    { details: [{ path, problem: sealed ? 'sealed' : 'no manifest' }] },
  )
}

const MANIFEST = 'manifest.json'

async function verifyManifest(path: string, options: VerifyOptions, known: Set<string>): Promise<Verification> {
  const folder = dirname(path)
  const name = relative(folder, path)
  const prefix = name.endsWith(MANIFEST) ? name.slice(0, -MANIFEST.length) : ''
  const result: Verification = {
    ok: true,
    manifest: path,
    dataset_sha256: null,
    conversations: 0,
    files: 0,
    execution_id: null,
    signer: null,
    key_id: null,
    public_key: null,
    problems: [],
    copies: (await readReceipt(folder)).filter((copy) => copy.name.startsWith(prefix)),
  }
  known.add(name).add(`${prefix}${RUN}`).add(TRAIL).add(RECEIPT)
  const bytes = await readFile(path)
  await verifySignature(result, join(folder, `${prefix}${RUN}`), bytes, options)
  const manifest = Manifest.safeParse(jsonOf(bytes))
  if (!manifest.success) {
    note(result, name, 'not_a_manifest')
    return result
  }
  const { dataset, content, files } = manifest.data
  Object.assign(result, { dataset_sha256: dataset.sha256, conversations: content.conversations, files: files.length })
  for (const file of files) {
    known.add(`${prefix}${file.name}`)
    await verifyFile(result, folder, prefix, file)
  }
  await verifyLineage(result, folder, prefix, manifest.data)
  return result
}

const RUN = 'run.json'
/** What `run --local` leaves for `why` and `diff`; no part of the export. */
const TRAIL = '.techdeck/passports.jsonl.zst'

async function verifySignature(result: Verification, path: string, manifest: Buffer, { key, own }: VerifyOptions) {
  const name = relative(dirname(path), path)
  const bytes = await readFile(path).catch(() => null)
  const run = bytes && Run.safeParse(jsonOf(bytes))
  if (!run?.success) return note(result, name, 'not_signed')
  const { execution_id, public_key, manifest: signed } = run.data
  Object.assign(result, { execution_id, public_key, key_id: keyIdOf(public_key) })
  if (signed.sha256 !== sha256(manifest)) note(result, name, 'other_manifest')
  if (!isSignatureOf(manifest, run.data)) note(result, name, 'wrong_signature')
  if (key !== undefined && key !== public_key) note(result, name, 'other_signer')
  result.signer = key === public_key ? 'given' : own === public_key ? 'this installation' : 'unknown'
}

async function verifyFile(
  result: Verification,
  folder: string,
  prefix: string,
  { name, sha256: announced, size_bytes }: Manifest['files'][number],
): Promise<void> {
  const path = safePath(folder, `${prefix}${name}`)
  if (path === null) return note(result, name, 'unsafe_name')
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
    }
  } catch (error) {
    return note(result, name, codeOf(error) === 'ENOENT' ? 'missing' : 'not_readable')
  }
  if (size !== size_bytes) return note(result, name, 'wrong_size')
  if (hash.digest('hex') !== announced) note(result, name, 'changed')
}

/** Only where the canonical form is among the files: others do not say which conversations they hold. */
async function verifyLineage(result: Verification, folder: string, prefix: string, { files, lineage_root }: Manifest) {
  const canonical = files.filter(({ format }) => format === 'jsonl')
  if (canonical.length === 0 || result.problems.length > 0) return
  const tree = new IdTree()
  for (const { name } of canonical) {
    const lines = createInterface({ input: createReadStream(join(folder, `${prefix}${name}`)), crlfDelay: Infinity })
    for await (const line of lines) if (line !== '') tree.add(String((jsonOf(line) as { id?: unknown } | null)?.id))
  }
  if (tree.root() !== lineage_root) note(result, `${prefix}${MANIFEST}`, 'wrong_lineage')
}

function note(result: Verification, path: string, problem: ProblemCode): void {
  result.ok = false
  result.problems.push({ path, problem, message: PROBLEMS[problem] })
}

function safePath(folder: string, name: string): string | null {
  try {
    return pathIn(folder, name)
  } catch {
    return null
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
}

function jsonOf(text: Buffer | string): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
