import { MemoryArtifacts } from '../memory/artifacts.ts'
import type { ArtifactReader, ArtifactStore, DataKey } from '../ports.ts'

/** Artifacts that are written to memory alone and read from there first, then from the store behind. */
export class ScratchArtifacts extends MemoryArtifacts {
  readonly #behind: ArtifactStore

  constructor(behind: ArtifactStore) {
    super()
    this.#behind = behind
  }

  override async open(key: string, dataKey: DataKey): Promise<ArtifactReader> {
    return this.contents.has(key) ? super.open(key, dataKey) : this.#behind.open(key, dataKey)
  }
}
