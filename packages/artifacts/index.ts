export type { ArtifactReader, ArtifactStore } from './artifact-store.ts'
export { createFolderStore } from './folder/folder-store.ts'
export { createMemoryStore } from './memory/memory-store.ts'
export { ENCRYPTION_METHOD, KeyUses, keyUseOf, observeKeyUse, type KeyUse } from './key-uses.ts'
