import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COSIGNATURE_V1, newSecret, signerOf, type NoteSigner, type WitnessMemory } from '@techdeck/audit'
import { ConflictError } from '@techdeck/core'
import { writeDurably } from './remembered.ts'

/** What a witness has of its own: its key, the log's key as it first saw it, and the newest checkpoint that it cosigned. */
export interface WitnessFolder {
  signer: NoteSigner
  memory: WitnessMemory
  /** The log's key: the given one, else the one from before, else this one, from now on. */
  pin(shown: string, given?: string): Promise<string>
  /** Keeps both sides of a contradiction. Returns where. */
  keepEvidence(before: string, now: string): Promise<string>
}

/** Opens a witness's folder; its key is made when there is none, and is never shown. */
export async function openWitnessFolder(folder: string, name: string): Promise<WitnessFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const seen = join(folder, 'checkpoint')
  const pinned = join(folder, 'log-key')
  return {
    signer: signerOf(await secretIn(join(folder, 'key')), { use: 'audit witness', name, kind: COSIGNATURE_V1 }),
    memory: { load: () => textOf(seen), save: (note) => writeDurably(seen, note) },
    async pin(shown, given) {
      const before = (await textOf(pinned)) ?? given
      if (before !== undefined && given !== undefined && before !== given)
        throw new ConflictError('This witness watches a log of another key.', {
          userMessage: `This witness watches a log of another key. Use another folder than ${folder}.`,
        })
      if (before === undefined || (await textOf(pinned)) === null) await writeDurably(pinned, before ?? shown)
      return before ?? shown
    },
    async keepEvidence(before, now) {
      const path = join(folder, `contradiction-${Date.now()}.txt`)
      await writeDurably(path, `${before}\n----\n${now}`)
      return path
    },
  }
}

async function secretIn(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'wx', 0o600)
    const secret = newSecret()
    await file.writeFile(secret.toString('base64'))
    await file.sync()
    return secret
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    return Buffer.from(await readFile(path, 'utf8'), 'base64')
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
}
