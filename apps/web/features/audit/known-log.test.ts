import { beforeEach, describe, expect, it } from '@jest/globals'
import { logSignerOf } from '@techdeck/audit'
import { createMemoryStorage } from '@techdeck/audit/memory'
import { filledLog, logOn, newRecord, sealerOn } from '@techdeck/audit/testing'
import { checkEntry, checkLog } from './known-log.ts'

type Log = ReturnType<typeof logOn>

describe('what a browser finds out of the audit log by itself', () => {
  let kept: Map<string, string>
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  beforeEach(() => {
    kept = new Map()
  })
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const asks = (log: Log) => async (from: number, to: number) => (await log.consistency(from, to)).map(base64)
  const look = async (log: Log) =>
    checkLog({ checkpoint: await log.checkpoint(), verifier: log.verifier }, asks(log), memory)
  async function prove(log: Log, index: number, changed: object = {}) {
    const { leaf, proof, checkpoint } = await log.prove('w1', index)
    const shown = { leaf: Buffer.from(leaf).toString(), index, proof: proof.map(base64), checkpoint }
    return checkEntry({ ...shown, verifier: log.verifier, ...changed }, asks(log), memory)
  }

  it('holds while the log only grows, and is remembered', async () => {
    const { log, sealer } = await filledLog(300)
    expect(await look(log)).toMatchObject({ kind: 'holds', size: 300, seen: null })
    await log.append(newRecord())
    await sealer.sealAll()
    expect(await look(log)).toMatchObject({ kind: 'holds', size: 301, seen: 300 })
    expect(await prove(log, 300)).toMatchObject({ kind: 'holds', size: 301, seen: 301 })
  })

  it('is broken by another leaf, another key, an end that is cut off and a history written anew', async () => {
    const { log } = await filledLog(300)
    expect(await prove(log, 7)).toMatchObject({ kind: 'holds', seen: null })
    expect(await prove(log, 7, { leaf: '{}' })).toMatchObject({ kind: 'broken' })
    expect(await prove(log, 7, { index: 8 })).toMatchObject({ kind: 'broken' })
    expect(await look((await filledLog(20)).log)).toMatchObject({ why: expect.stringContaining('shorter') })
    expect(await look((await filledLog(320)).log)).toMatchObject({ why: expect.stringContaining('written anew') })
    const [storage, forger] = [createMemoryStorage(), logSignerOf(Buffer.alloc(32, 9))]
    const forged = logOn(storage, forger)
    await forged.append(newRecord())
    await sealerOn(storage, forger).sealAll()
    expect(await look(forged)).toMatchObject({ why: expect.stringContaining('key') })
    expect(await prove(forged, 0)).toMatchObject({ kind: 'broken' })
    // What did not hold is not remembered.
    expect(await look(log)).toMatchObject({ kind: 'holds', seen: 300 })
  })
})
