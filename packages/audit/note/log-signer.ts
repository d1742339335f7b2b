import { ED25519, signerOf, type NoteSigner } from './signed-note.ts'

/** The key of an installation's audit log, by a secret of its key ring. Its name, which has the key's id, is the log's. */
export const logSignerOf = (secret: Uint8Array): NoteSigner =>
  signerOf(secret, { use: 'audit log', name: (keyId) => `techdeck/audit/${keyId}`, kind: ED25519 })
