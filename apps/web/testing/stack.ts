import { STAGES } from '@techdeck/contracts'
import { startThrowawayStack, type ThrowawayStack } from '@techdeck/devstack'

/** A whole TechDeck with servers of its own, and its command line. */
export interface TestStack extends Pick<ThrowawayStack, 'techdeck'> {
  origin: string
  stop(): Promise<void>
}

export async function startTestStack(): Promise<TestStack> {
  const own = { REDIS_URL: undefined, MONGODB_URI: undefined, TECHDECK_WEB_DIR: undefined }
  const { stack, techdeck, close } = await startThrowawayStack({ workers: [STAGES], environment: own })
  return { origin: stack.webUrl ?? '', techdeck, stop: close }
}
