import { describe, expect, it } from '@jest/globals'
import { logSignerOf, openCheckpoint, verifyLog } from '../index.ts'
import { signCheckpoint } from '../note/checkpoint.ts'
import { batchesOf, filledLog, signer } from '../testing.ts'
import { findTampering } from './testing/find-tampering.ts'

describe('verifying', () => {
  it('finds nothing in a log as it was made, whoever has seen how much of it', async () => {
    const { log } = await filledLog(300)
    const known = []
    for await (const { checkpoint } of batchesOf(log)) known.push(openCheckpoint(checkpoint, signer.verifier)!)
    const { size, problems, batches } = await verifyLog(batchesOf(log), signer.verifier, known)
    expect([size, problems, batches]).toEqual([300, [], known.length])
  })

  it('finds every edit, drop, swap and truncation of what is stored', async () => {
    expect(await findTampering(300, 1)).toEqual({ tried: 300, missed: [] })
  })

  it('tells those who saw the log before that it was written anew by who has its key', async () => {
    const seen = openCheckpoint(await (await filledLog(120)).log.checkpoint(), signer.verifier)!
    const { log } = await filledLog(200)
    expect((await verifyLog(batchesOf(log), signer.verifier)).problems).toEqual([])
    const { problems } = await verifyLog(batchesOf(log), signer.verifier, [seen])
    expect(problems).toEqual([{ index: 120, kind: 'history_changed' }])
  })

  it('believes no checkpoint of another key', async () => {
    const { storage, log } = await filledLog(10)
    const forger = logSignerOf(Buffer.alloc(32, 8))
    for (const [first, batch] of storage.stored) {
      const { size, root } = openCheckpoint(batch.checkpoint, signer.verifier)!
      const checkpoint = signCheckpoint({ size, root }, forger).replaceAll(forger.verifier.name, signer.verifier.name)
      storage.stored.set(first, { ...batch, checkpoint })
    }
    const { problems } = await verifyLog(batchesOf(log), signer.verifier)
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'checkpoint_invalid'))
    expect(problems).toHaveLength(storage.stored.size)
  })
})
