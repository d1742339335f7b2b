/** Stops what `setup` started and removes its data. */
export default async function teardown(): Promise<void> {
  await globalThis.techdeckServices?.stop()
  globalThis.techdeckServices = undefined
}
