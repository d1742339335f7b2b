import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderStore, type ArtifactStore } from '@techdeck/artifacts'
import { newId } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'

/** A private place for sealed content while a command runs. */
export interface Scratch extends AsyncDisposable {
  artifacts: ArtifactStore
  /** A key that is nowhere but in this process. */
  dataKey: DataKey
}

/** A new folder for its owner alone. Its name tells whose it is, should its process be killed. */
export const privateFolder = (): Promise<string> => mkdtemp(join(tmpdir(), `techdeck-${process.pid}-`))

/** Makes a folder that only its owner may enter; it is removed when the scratch is disposed of. */
export async function createScratch(): Promise<Scratch> {
  const folder = await privateFolder()
  return {
    artifacts: createFolderStore(folder),
    dataKey: { id: newId(), datasetId: newId(), key: randomBytes(32) },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
