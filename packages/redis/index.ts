export { connectFailFast, connectPatiently, PREFIX } from './connection.ts'
export { BullFlowQueue } from './flows.ts'
export { FlowWorker, type FlowWorkerOptions, type JobObserver } from './worker.ts'
export { RedisEventBus, toEventView, type DatasetMessage, type Message } from './events.ts'
export { RedisProgressBoard } from './progress.ts'
export { CACHES, CachingManager, type CacheKey, type CacheName } from './caches.ts'
export { withResultCaches } from './cached-results.ts'
export { RedisAccessCache } from './access-cache.ts'
export { RedisThrottle, type Waits } from './throttle.ts'
export { RedisTickets, type TicketGrant, type TicketOptions } from './tickets.ts'
export { RedisPasses, type PassGrant } from './passes.ts'
export { RedisDeviceCodes, type DevicePoll, type DeviceRequest } from './device-codes.ts'
export { RedisUploadBoard, type UploadProgress } from './uploads.ts'
export {
  RedisWorkerBoard,
  type SeenWorker,
  type WorkInHand,
  type WorkerReport,
  type WorkerState,
} from './worker-board.ts'
export { RedisQueueFigures, type QueueFigures } from './queue-figures.ts'
