// What seals and opens content, without what keeps keys: threads are given the keys that they need.
export type { DataKey } from './data-key.ts'
export { sealStream } from './frames/seal.ts'
export { openSealed, type PositionalReader, type SealedContent } from './frames/open.ts'
