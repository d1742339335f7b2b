import { statfs } from 'node:fs/promises'
import type { BullFlowQueue } from '@techdeck/redis'
import type { Pressure } from './plugins/admission.ts'

/** What is free where artifacts are, and how long the oldest job has waited. */
export async function measurePressure(
  artifacts: string,
  flows: Pick<BullFlowQueue, 'oldestWaitMs'>,
): Promise<Pressure> {
  const [disk, age] = await Promise.allSettled([statfs(artifacts), flows.oldestWaitMs()])
  return {
    ...(disk.status === 'fulfilled' && { freeBytes: disk.value.bavail * disk.value.bsize }),
    ...(age.status === 'fulfilled' && { queueAgeMs: age.value }),
  }
}
