import { openCheckpoint, type Checkpoint, type Verifier } from '@techdeck/audit'
import type { Client } from '@techdeck/client'
import { ConflictError } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { connectTo, findApi } from '../session/connect.ts'
import { writeDurably } from './durable-file.ts'
import { readRemembered, rememberedFile } from './remembered.ts'

/** The log of an API, as it is known on this machine. */
export interface KnownLog {
  client: Client
  /** The newest checkpoint that held when it was looked at before. */
  before: string | undefined
  /**
   * The key that checkpoints have to be signed by: the one that was told, else the one from before, else the shown one.
   * An answer's own key proves nothing of that answer.
   */
  keyOf: (shown: string) => string
  /** From now on the log has this key, and begins with the tree of this checkpoint. */
  remember: (verifier: string, checkpoint: string) => Promise<void>
}

export async function openLog(options: CommonOptions, context: CliContext, told?: string): Promise<KnownLog> {
  const found = await findApi(context, options)
  const path = rememberedFile(found.home, found.apiUrl)
  const before = await readRemembered(path)
  return {
    client: await connectTo(context, found),
    before: before?.checkpoint,
    keyOf: (shown) => told ?? before?.verifier ?? shown,
    remember: (verifier, checkpoint) => writeDurably(path, JSON.stringify({ verifier, checkpoint })),
  }
}

/** What a checkpoint says that the log shows now. @throws ConflictError when it is not signed by the log's key */
export function openedBy(verifier: Verifier, checkpoint: string): Checkpoint {
  const opened = openCheckpoint(checkpoint, verifier)
  if (opened) return opened
  throw new ConflictError('The checkpoint is not signed by the key of the log.', {
    userMessage: `What the log shows is not signed by ${verifier.name}, the key that it had before. ./techdeck audit verify says more.`,
  })
}
