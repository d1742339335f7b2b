import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The version of this command line. */
export async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
