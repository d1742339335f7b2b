export { ShardFileWriter } from './writer.ts'
export { openShardFile, type ShardFile } from './reader.ts'
export { encodeOverlay, readOverlay } from './overlay.ts'
