export { createClient, type CallInput, type CallResult, type Client } from './client.ts'
export { ApiError, ConnectionError, DownloadMismatchError } from './errors.ts'
export type { ClientOptions, Transport } from './transport.ts'
export type { BlobUpload, UploadFields } from './upload-blobs.ts'
export {
  fileMetadata,
  joinParts,
  metadataBytes,
  tusErrorOf,
  tusRules,
  type Became,
  type TusRules,
} from './tus-rules.ts'
export type { ResumableFile, ResumableFiles, ResumableUpload, UploadMemory } from './upload-resumable.ts'
export { Live, type LiveOptions, type LiveWatchOptions } from './socket/live.ts'
export type { Listener, Subject } from './socket/followed.ts'
export type { UploadWatched } from './socket/queue.ts'
export { takingOf } from './taking.ts'
export { waitForPreview } from './wait-for-preview.ts'
export type { WatchOptions, Watched } from './watch.ts'
