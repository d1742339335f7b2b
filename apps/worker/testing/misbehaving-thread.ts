import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { ValidationError } from '@techdeck/core'
import type { MessagePort } from 'node:worker_threads'
import type { ThreadAnswer } from '../pool.ts'

/** A pool's thread that does what its task says, in `output`. */
export default async function work({
  task: { output },
  told,
}: {
  task: { output: string }
  told: MessagePort
}): Promise<ThreadAnswer> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- ports of threads have no origin
  told.postMessage({ operation: 'decrypt', key: `d/uploads/${output}`, datasetId: 'd', bytes: 7 })
  if (output === 'exit') process.exit(3)
  if (output === 'memory') for (const held: unknown[] = []; ;) held.push(Array.from({ length: 10_000 }, Math.random))
  if (output === 'hang') for (;;) Math.random()
  if (output === 'wait') await setTimeout(200)
  if (output === 'crash') throw new ValidationError('It never becomes an answer.')
  return { ok: true, value: output }
}
