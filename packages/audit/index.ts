export { leafHash } from './tree/hashes.ts'
export { isConsistent, isIncluded } from './tree/proofs.ts'
export {
  COSIGNATURE_V1,
  formatVerifier,
  newSecret,
  parseVerifier,
  signerOf,
  type NoteSigner,
  type Verifier,
} from './note/signed-note.ts'
export { cosign, cosignedAt, openCheckpoint, type Checkpoint } from './note/checkpoint.ts'
export { decodeEntry } from './entry/entry.ts'
export { logSignerOf } from './note/log-signer.ts'
export { AuditLog, type BatchWithHashes, type FoundEntry } from './log/audit-log.ts'
export { createAuditWriter } from './log/audit-writer.ts'
export { Sealer } from './log/sealer.ts'
export type { AuditStorage } from './log/storage.ts'
export { PROBLEMS, verifyLog, type Problem, type Verification } from './verify/verify-log.ts'
export { exportBatch, exportHead, readExport } from './verify/export-file.ts'
export { witnessOnce, type WatchedLog, type WitnessMemory } from './witness/witness.ts'
