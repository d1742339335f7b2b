// What a process needs that has stages worked on; what reads files and passports is apart, and so are its libraries.
export type { PipelineDeps } from './deps.ts'
export { createHandlers } from './handlers.ts'
export { Reconciler } from './reconcile.ts'
export { ProgressTracker } from './progress.ts'
export { ErrorRecoveryManager } from './recover/index.ts'
