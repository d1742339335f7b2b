import { testServices, type TestServices } from '../test-services.ts'

declare global {
  var techdeckServices: TestServices | undefined
}

/** Starts Redis and the MongoDB-wire server once for all tests of the `services` project and tells them by the environment. */
export default async function setup(): Promise<void> {
  const services = await testServices({ say: (line) => process.stderr.write(`${line}\n`) })
  globalThis.techdeckServices = services
  process.env['REDIS_URL'] = services.redis.url
  process.env['MONGODB_URI'] = services.mongo.url
  // An interrupted run leaves no server behind.
  process.once('exit', () => {
    for (const { pid } of [services.redis, services.mongo]) if (pid !== undefined) killQuietly(pid)
  })
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
