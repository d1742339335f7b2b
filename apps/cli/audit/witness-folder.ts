import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { COSIGNATURE_V1, newSecret, signerOf, type NoteSigner, type WitnessMemory } from '@techdeck/audit'
import { ConflictError, ValidationError } from '@techdeck/core'
import { createDurably, textOf, writeDurably } from './durable-file.ts'

/** What a witness has of its own: its key, the log's key as it first saw it, and the newest checkpoint that it cosigned. */
export interface WitnessFolder {
  signer: NoteSigner
  memory: WitnessMemory
  /** The log's key, once it is known. */
  pinned(): Promise<string | null>
  /** From now on this is the log's key. @throws ConflictError when it is known to be another */
  pin(key: string): Promise<void>
  /** Keeps both sides of a contradiction. Returns where. */
  keepEvidence(before: string, now: string): Promise<string>
}

/** Opens a witness's folder; its key is made when there is none, and is never shown. */
export async function openWitnessFolder(folder: string, name: string): Promise<WitnessFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const seen = join(folder, 'checkpoint')
  const logKey = join(folder, 'log-key')
  return {
    signer: signerOf(await secretIn(join(folder, 'key')), { use: 'audit witness', name, kind: COSIGNATURE_V1 }),
    memory: { load: () => textOf(seen), save: (note) => writeDurably(seen, note) },
    pinned: () => textOf(logKey),
    async pin(key) {
      if ((await createDurably(logKey, key)) || (await textOf(logKey)) === key) return
      throw new ConflictError('This witness watches a log of another key.', {
        userMessage: `This witness watches a log of another key. Use another folder than ${folder}.`,
      })
    },
    async keepEvidence(before, now) {
      const path = join(folder, `contradiction-${Date.now()}.txt`)
      await writeDurably(path, `${before}\n----\n${now}`)
      return path
    },
  }
}

const SECRET_BYTES = 32

/** @throws ValidationError for a file that holds no key: signing by whatever it has would be signing as somebody else */
async function secretIn(path: string): Promise<Buffer> {
  await createDurably(path, newSecret().toString('base64'))
  const secret = Buffer.from((await textOf(path)) ?? '', 'base64')
  if (secret.length === SECRET_BYTES) return secret
  throw new ValidationError(`${path} holds no key of a witness.`, {
    userMessage: `${path} holds no key of a witness. Put back a copy of it; or remove it, and name the new key in AUDIT_WITNESSES.`,
  })
}
