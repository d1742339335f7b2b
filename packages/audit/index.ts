export { sidesOf, type Side } from './tree/sides.ts'
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './tree/hashes.ts'
export { TreeEdge } from './tree/edge.ts'
export { consistencySubtrees, inclusionSubtrees, isConsistent, isIncluded, type Subtree } from './tree/proofs.ts'
export { rootsOf } from './tree/tree-reader.ts'
export { tileId, tilePath, TILE_WIDTH, type Tile } from './tree/tiles.ts'
export {
  COSIGNATURE_V1,
  ED25519,
  formatVerifier,
  isKeyName,
  newSecret,
  parseVerifier,
  signerOf,
  type NoteSigner,
  type Verifier,
} from './note/signed-note.ts'
export {
  cosign,
  cosignedAt,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type Checkpoint,
} from './note/checkpoint.ts'
export {
  AuditLog,
  type AuditCriteria,
  type BatchWithHashes,
  type FoundEntry,
  type ProvedEntry,
} from './log/audit-log.ts'
export { AuditWriter, createAuditWriter } from './log/audit-writer.ts'
export { Sealer, type SealerDeps } from './log/sealer.ts'
export type { AuditStorage, Batch, Cosigned, IntakeGroup } from './log/storage.ts'
export { logSignerOf } from './note/log-signer.ts'
export { PROBLEMS, verifyLog, type Problem, type ProblemKind, type Verification } from './verify/verify-log.ts'
export { verifyTiles } from './verify/verify-tiles.ts'
export { exportBatch, exportHead, readExport } from './verify/export-file.ts'
export { witnessOnce, type Look, type WatchedLog, type WitnessMemory } from './witness/witness.ts'
