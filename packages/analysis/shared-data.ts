import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GAZETTEER_FILE } from './identifiers/gazetteer.ts'
import { MEASURED, MODELS_FOLDER } from './model/files.ts'
import { sharedFile } from './model/shared-file.ts'

/**
 * Reads all lists and weights once, for this thread and all that it starts from now on. No detector is loaded by it: a
 * thread that only starts others needs none.
 */
export function shareData(): void {
  const weights = readdirSync(MODELS_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.bin') && !file.endsWith(MEASURED))
    .map((file) => join(MODELS_FOLDER, file))
  for (const file of [GAZETTEER_FILE, ...weights]) sharedFile(file)
}
