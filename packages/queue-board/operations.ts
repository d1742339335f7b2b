// What the board serves of all that bull-board can do, by method and path. The rest answers 403: whatever makes jobs or
// changes what is in them could put text into Redis, and whatever removes jobs breaks flows that are under way.

/** What may be looked at; the answers go through `answers.ts`. */
export const READS: ReadonlySet<string> = new Set([
  'GET /api/queues',
  'GET /api/queues/:queueName/:jobId',
  'GET /api/queues/:queueName/:jobId/flow',
  'GET /api/queues/:queueName/:jobId/logs',
  'GET /api/queues/:queueName/metrics',
  'GET /api/queues/:queueName/default-job-options',
  'GET /api/queues/:queueName/workers',
])

/** What may be done where the board is writable, with the operation that the audit log knows it by. */
export const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['PUT /api/queues/pause', 'queues.pause_all'],
  ['PUT /api/queues/resume', 'queues.resume_all'],
  ['PUT /api/queues/:queueName/pause', 'queues.pause'],
  ['PUT /api/queues/:queueName/resume', 'queues.resume'],
  ['PUT /api/queues/:queueName/promote', 'queues.promote_all'],
  ['PUT /api/queues/:queueName/retry/:queueStatus', 'queues.retry_all'],
  ['PUT /api/queues/:queueName/:jobId/retry', 'queues.retry_job'],
  ['PUT /api/queues/:queueName/:jobId/promote', 'queues.promote_job'],
])
