import { statfs } from 'node:fs/promises'
import type { RedisQueueFigures } from '@techdeck/redis'
import type { Pressure } from './plugins/admission.ts'

/** What is free where artifacts are, and how long the oldest job has waited. */
export async function measurePressure(
  artifacts: string,
  queues: Pick<RedisQueueFigures, 'oldestWaitMs'>,
): Promise<Pressure> {
  const [disk, age] = await Promise.allSettled([statfs(artifacts), queues.oldestWaitMs()])
  return {
    ...(disk.status === 'fulfilled' && { freeBytes: disk.value.bavail * disk.value.bsize }),
    ...(age.status === 'fulfilled' && { queueAgeMs: age.value }),
  }
}
