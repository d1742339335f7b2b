import type { ExportFileView } from '@techdeck/contracts'
import { sha256Of } from '../../hex.ts'

/** Larger files are for the command line: a browser hashes what it holds in memory. */
const MOST_BYTES = 1024 ** 3

export type Outcome = 'as_exported' | 'changed' | 'unknown' | 'too_large'
/** `unchecked`: the manifest and run.json of it are not among the files, or the browser knows no Ed25519. */
export type SignatureOutcome = 'holds' | 'other_key' | 'broken' | 'unchecked'

export interface Checked {
  readonly files: readonly { readonly name: string; readonly outcome: Outcome }[]
  readonly signature: SignatureOutcome
}

/**
 * Whether files are what a run exported: each by its hash, the manifest by its signature, which has to be of `ownKey`.
 * Nothing leaves the browser.
 */
export async function checkFiles(
  chosen: readonly File[],
  exported: readonly Pick<ExportFileView, 'name' | 'sha256'>[],
  ownKey: string,
): Promise<Checked> {
  const files: { name: string; outcome: Outcome }[] = []
  for (const file of chosen) {
    const known = exported.filter(({ name }) => isNamed(file.name, name))
    const outcome =
      known.length === 0
        ? 'unknown'
        : file.size > MOST_BYTES
          ? 'too_large'
          : (await isOneOf(file, known))
            ? 'as_exported'
            : 'changed'
    files.push({ name: file.name, outcome })
  }
  return { files, signature: await signatureOf(chosen, ownKey) }
}

async function isOneOf(file: File, known: readonly { sha256: string }[]): Promise<boolean> {
  const hash = await sha256Of(await file.arrayBuffer())
  return known.some(({ sha256 }) => sha256 === hash)
}

/** A browser saves `figures/quality.svg` as `figures_quality.svg`, and the second of a name as `name (1)`. */
const isNamed = (saved: string, exported: string): boolean =>
  [exported.replaceAll('/', '_'), exported.split('/').at(-1)].includes(saved.replace(/ \(\d+\)(?=\.|$)/, ''))

async function signatureOf(chosen: readonly File[], ownKey: string): Promise<SignatureOutcome> {
  const [manifest, run] = ['manifest.json', 'run.json'].map((end) => chosen.find(({ name }) => name.endsWith(end)))
  if (!manifest || !run) return 'unchecked'
  const { public_key: key, signature } = Object(jsonOf(await run.text())) as { [name: string]: unknown }
  if (typeof key !== 'string' || typeof signature !== 'string') return 'broken'
  try {
    const raw = await crypto.subtle.importKey('raw', bytesOf(key), 'Ed25519', false, ['verify'])
    const holds = await crypto.subtle.verify('Ed25519', raw, bytesOf(signature), await manifest.arrayBuffer())
    if (!holds) return 'broken'
    return key === ownKey ? 'holds' : 'other_key'
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? 'unchecked' : 'broken'
  }
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
