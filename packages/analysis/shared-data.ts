import { GAZETTEER_FILE } from './identifiers/gazetteer.ts'
import { TAGGER_FILE } from './identifiers/tagger-weights.ts'
import { shareModels } from './model/index.ts'
import { sharedFile } from './model/shared-file.ts'
import { MODELS } from './models.ts'

/** Reads all lists and weights once, for this thread and all that it starts from now on. */
export function shareData(): void {
  shareModels(MODELS)
  for (const file of [GAZETTEER_FILE, TAGGER_FILE]) sharedFile(file)
}
