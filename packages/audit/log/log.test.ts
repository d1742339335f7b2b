import { describe, expect, it } from '@jest/globals'
import type { AuditRecord, JsonObject } from '@techdeck/contracts'
import { collect, newId } from '@techdeck/core'
import { packEntries, unpackEntries } from '../entry/bundle.ts'
import { encodeEntry } from '../entry/entry.ts'
import { isIncluded, leafHash, openCheckpoint, verifyLog } from '../index.ts'
import { EMPTY_ROOT } from '../tree/hashes.ts'
import { isConsistent } from '../tree/proofs.ts'
import { verifyTiles } from '../verify/verify-tiles.ts'
import { auditStorageConformance } from '../memory/conformance.ts'
import { createMemoryStorage } from '../memory/memory-storage.ts'
import { SECRET, batchesOf, filledLog, logOn, newLog, newRecord, sealerOn, signer } from '../testing.ts'

auditStorageConformance('memory', async () => ({ storage: createMemoryStorage() }))

describe('the audit log', () => {
  it('gives entries back as they were appended, before they are sealed and after', async () => {
    const { log, sealer } = newLog()
    const records = [
      newRecord({ details: { 'odd.key': [1], none: null } }),
      newRecord({ userId: null, email: 'a@b.example' }),
    ]
    for (const record of records) await log.append(record)
    const found = async () => (await log.search({ workspaceId: 'w1' }, null, 10)).items
    const newest = records.toReversed()
    expect(await found()).toEqual(newest.map((record) => ({ ...record, index: null })))
    await sealer.sealAll()
    expect(await found()).toEqual(newest.map((record, at) => ({ ...record, index: 1 - at })))
  })

  it('is searched by who, what and which, newest first and page by page, over what waits and what is sealed', async () => {
    const { log, sealer, storage } = newLog()
    const records = Array.from({ length: 60 }, (_, at) =>
      newRecord({
        userId: at % 2 ? 'a' : null,
        dataId: `d${at % 3}`,
        executionId: at < 2 ? 'e' : null,
        workspaceId: at % 10 === 9 ? 'other' : 'w1',
      }),
    )
    for (const [at, record] of records.entries()) {
      await log.append(record)
      if (at % 7 === 0 && at < 50) await sealer.sealAll()
    }
    expect(storage.intake.size).toBe(10)
    const expected = (fits: (at: number) => boolean) =>
      records.flatMap((record, at) => (record.workspaceId === 'w1' && fits(at) ? [at] : [])).toReversed()
    const found = async (criteria: object, limit: number) => {
      const all: number[] = []
      for (let cursor: string | null = null; ;) {
        const page = await log.search({ workspaceId: 'w1', ...criteria }, cursor, limit)
        all.push(...page.items.map(({ id }) => records.findIndex((record) => record.id === id)))
        if (page.nextCursor === null) return all
        expect(page.items).toHaveLength(limit)
        cursor = page.nextCursor
      }
    }
    for (const limit of [1, 7, 100]) {
      expect(await found({}, limit)).toEqual(expected(() => true))
      expect(await found({ userId: 'a' }, limit)).toEqual(expected((at) => at % 2 === 1))
      expect(await found({ dataId: 'd1', userId: 'a' }, limit)).toEqual(expected((at) => at % 3 === 1 && at % 2 === 1))
      expect(await found({ executionId: 'e' }, limit)).toEqual([1, 0])
      expect(await found({ operation: 'none' }, limit)).toEqual([])
    }
  })

  it('loses nothing between pages when entries are sealed meanwhile', async () => {
    const { log, sealer } = newLog()
    const records = Array.from({ length: 20 }, () => newRecord())
    for (const record of records) await log.append(record)
    const first = await log.search({ workspaceId: 'w1' }, null, 8)
    await sealer.sealAll()
    await log.append(newRecord())
    const rest = await log.search({ workspaceId: 'w1' }, first.nextCursor, 50)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(records.map(({ id }) => id).toReversed())
  })

  it('finds copies of a file by their marks, in those batches alone that have some, and in those from before marks', async () => {
    const { log, sealer, storage } = newLog()
    const operation = 'export.download'
    const taken = (details: JsonObject) => newRecord({ operation, details })
    const [own, other] = [
      { watermark: 'mine', sha256: 'same' },
      { watermark: 'theirs', sha256: 'same' },
    ]
    const batches = [
      [taken(own), newRecord()],
      [taken(other), newRecord({ operation: 'audit.trace', details: { watermark: 'mine' } })],
      [taken({ watermark: 'w3', sha256: 'another' })],
      [newRecord()],
    ]
    await storage.addGroup({ id: newId(), entries: packEntries(batches[0].map(asFirstVersion)) })
    await sealer.sealAll()
    for (const records of [...batches, [taken(own)]]) {
      for (const record of records) await log.append(record)
      await sealer.sealAll()
    }
    await log.append(taken(own))
    const read: number[] = []
    const watched = logOn({
      ...storage,
      async batchesWith(...asked) {
        const found = await storage.batchesWith(...asked)
        read.push(...found.map(({ first }) => first))
        return found
      },
    })
    const by = async (marks: { watermark?: string; sha256?: string }) => {
      read.length = 0
      const { items } = await watched.search({ workspaceId: 'w1', operation, ...marks }, null, 50)
      return [items.map(({ index }) => index), [...read]]
    }
    expect(await by({ watermark: 'mine' })).toEqual([
      [null, 8, 2, 0],
      [8, 4, 2, 0],
    ])
    expect(await by({ sha256: 'another' })).toEqual([[6], [6, 0]])
    expect(await by({ sha256: 'same' })).toEqual([
      [null, 8, 4, 2, 0],
      [8, 4, 2, 0],
    ])
    expect(await by({ watermark: 'none' })).toEqual([[], [0]])
    expect((await by({}))[0]).toEqual([null, 8, 6, 4, 2, 0])
    const { problems, size } = await verifyLog(batchesOf(log), signer.verifier)
    expect([size, problems]).toEqual([9, []])
    const { leaf, proof, checkpoint } = await log.prove('w1', 0)
    expect(isIncluded(leafHash(leaf), 0, openCheckpoint(checkpoint, signer.verifier)!, proof)).toBe(true)
  })

  it('notices marks that were taken from the keys of a batch, also by giving its entries out for older ones', async () => {
    const { log, sealer, storage } = newLog()
    await log.append(newRecord({ operation: 'export.download', details: { watermark: 'mine' } }))
    await sealer.sealAll()
    const batch = storage.stored.get(0)!
    const problems = async () => (await verifyLog(batchesOf(log), signer.verifier)).problems.map(({ kind }) => kind)
    const keys = batch.keys.filter((key) => !key.includes('mine'))
    storage.stored.set(0, { ...batch, keys })
    expect(await problems()).toEqual(['keys_changed'])
    const [entry] = unpackEntries(batch.entries)
    const older = packEntries([Buffer.from(Buffer.from(entry).toString().replace('"v":2', '"v":1'))])
    storage.stored.set(0, { ...batch, entries: older, keys: keys.map((key) => key.replace('|p|', '|o|')) })
    expect(await problems()).toEqual(['entry_changed', 'tree_changed'])
  })

  it('refuses a cursor that is none', async () => {
    await expect(newLog().log.search({ workspaceId: 'w1' }, 'x', 1)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  it('writes many at once together, and tells each whether it was written', async () => {
    const { log, storage } = newLog()
    await Promise.all(Array.from({ length: 1000 }, () => log.append(newRecord())))
    expect(storage.intake.size).toBeLessThan(20)
    const broken = logOn({ ...storage, addGroup: () => Promise.reject(new Error('disk full')) })
    const answers = await Promise.allSettled([broken.append(newRecord()), broken.append(newRecord())])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('proves any of its entries, and that it only grows', async () => {
    const { log } = await filledLog(700)
    const checkpoint = openCheckpoint(await log.checkpoint(), signer.verifier)!
    expect(checkpoint.size).toBe(700)
    for (const index of [0, 1, 255, 256, 511, 512, 699]) {
      const { leaf, proof, record } = await log.prove('w1', index)
      expect(record.index).toBe(index)
      expect(isIncluded(leafHash(leaf), index, checkpoint, proof)).toBe(true)
    }
    const roots = new Map<number, Buffer>([[0, EMPTY_ROOT]])
    for await (const batch of batchesOf(log)) {
      const { size, root } = openCheckpoint(batch.checkpoint, signer.verifier)!
      roots.set(size, root)
    }
    for (const [size, root] of roots)
      expect(isConsistent({ size, root }, checkpoint, await log.consistency(size, 700))).toBe(true)
  })

  it('proves an entry that is sealed while it is asked for', async () => {
    const { storage, sealer, log } = await filledLog(6)
    await log.append(newRecord())
    const asked = logOn({
      ...storage,
      async batchOf(index) {
        await sealer.sealAll()
        return storage.batchOf(index)
      },
    })
    const { leaf, index, checkpoint, proof } = await asked.prove('w1', 6)
    expect(isIncluded(leafHash(leaf), index, openCheckpoint(checkpoint, signer.verifier)!, proof)).toBe(true)
  })

  it('proves nothing of another workspace, nor what is not there', async () => {
    const { log } = await filledLog(3)
    await expect(log.prove('w2', 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(log.prove('w1', 3)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(log.consistency(0, 4)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(log.consistency(3, 2)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  it('has an empty tree signed when nothing was ever written', async () => {
    const { log } = newLog()
    expect(openCheckpoint(await log.checkpoint(), signer.verifier)).toMatchObject({ size: 0, root: EMPTY_ROOT })
    expect(await log.batches(0, 10)).toEqual([])
  })
})

/** The entry of a record, as it was written before marks had keys. */
const asFirstVersion = (record: AuditRecord): Buffer =>
  Buffer.from(
    encodeEntry({ ...record, id: newId() }, null)
      .toString()
      .replace('"v":2', '"v":1'),
  )

describe('personal fields', () => {
  it('stand nowhere in the storage as they are', async () => {
    const { log, sealer, storage } = newLog()
    await log.append(newRecord({ email: 'sam@example.org' }))
    const written = () =>
      [...storage.intake.values(), ...storage.stored.values()]
        .map(({ entries }) => Buffer.from(entries).toString())
        .join()
    expect(written()).toContain('"actor":"u1"')
    await sealer.sealAll()
    expect(written()).toContain('"actor":"u1"')
    expect(written()).not.toMatch(/192\.0\.2\.7|sam@/)
  })

  it('are forgotten for one subject, while all others’ stay, all proofs hold and new entries come', async () => {
    const { log, sealer } = newLog()
    await log.append(newRecord({ userId: 'gone' }))
    await log.append(newRecord({ userId: 'stays' }))
    await sealer.sealAll()
    const before = await log.checkpoint()
    await log.forget('gone')
    expect(await log.checkpoint()).toBe(before)
    const addresses = async () => (await log.search({ workspaceId: 'w1' }, null, 5)).items.map((item) => item.ipAddress)
    expect(await addresses()).toEqual(['192.0.2.7', null])
    await log.append(newRecord({ userId: 'gone' }))
    await sealer.sealAll()
    expect(await addresses()).toEqual([null, '192.0.2.7', null])
    expect((await verifyLog(batchesOf(log), signer.verifier)).problems).toEqual([])
  })
})

describe('sealing', () => {
  it('goes on where another sealer stopped, at whatever step it died', async () => {
    const steps = ['groups', 'addBatch', 'putTiles', 'removeGroups'] as const
    for (const step of steps)
      for (const when of ['before', 'after'] as const) {
        const { storage, log } = await filledLog(290)
        const records = Array.from({ length: 30 }, () => newRecord())
        for (const record of records) await log.append(record)
        const dies = async (...args: never[]) => {
          if (when === 'after') await (storage[step] as (...args: never[]) => Promise<unknown>)(...args)
          throw new Error('killed')
        }
        await expect(sealerOn({ ...storage, [step]: dies }).sealAll()).rejects.toThrow('killed')
        await sealerOn(storage).sealAll()
        const { size, problems } = await verifyLog(batchesOf(log), signer.verifier)
        expect([step, when, size, problems, storage.intake.size]).toEqual([step, when, 320, [], 0])
      }
  })

  it('makes each entry one leaf when many sealers work at once and sleep where it hurts', async () => {
    const { storage, log } = newLog()
    const nap = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
    const sleepy = new Proxy(storage, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          await nap()
          return Reflect.apply(method, target, args)
        }
      },
    })
    const sealers = Array.from({ length: 4 }, () => sealerOn(sleepy))
    const writing = new AbortController()
    const sealing = Promise.all(
      sealers.map(async (sealer) => {
        while (!writing.signal.aborted) await sealer.seal().catch(() => {})
        await sealer.sealAll()
      }),
    )
    for (let round = 0; round < 60; round++) await Promise.all([1, 2, 3, 4].map(() => log.append(newRecord())))
    writing.abort()
    await sealing
    const { size, problems } = await verifyLog(batchesOf(log), signer.verifier)
    expect([size, problems, storage.intake.size]).toEqual([240, [], 0])
    const leaves = (await collect(batchesOf(log))).flatMap(({ entries }) => entries.map((entry) => leafHash(entry)))
    expect(await verifyTiles(storage, leaves)).toEqual([])
  })

  it('seals nothing on a log that is not as it was signed', async () => {
    const { storage, log } = await filledLog(5)
    const head = [...storage.stored.values()].at(-1)!
    storage.stored.set(head.first, { ...head, checkpoint: [...storage.stored.values()][0].checkpoint })
    await log.append(newRecord())
    await expect(sealerOn(storage).sealAll()).rejects.toThrow('not as it was signed')
    expect(storage.intake.size).toBe(1)
  })

  it('makes lost and changed tiles again, from batches that are as they were signed', async () => {
    const { storage, log } = await filledLog(700)
    const leaves = (await collect(batchesOf(log))).flatMap(({ entries }) => entries.map((entry) => leafHash(entry)))
    const damages = [
      () => storage.tileMap.clear(),
      () => void storage.tileMap.delete('0.2'),
      () => {
        const tile = storage.tileMap.get('1.0')!
        storage.tileMap.set('1.0', { ...tile, hashes: Buffer.alloc(tile.hashes.length) })
      },
    ]
    for (const damage of damages) {
      damage()
      const record = newRecord()
      await log.append(record)
      expect(await sealerOn(storage).sealAll()).toBe(1)
      leaves.push(leafHash((await log.prove('w1', leaves.length)).leaf))
      expect(await verifyTiles(storage, leaves)).toEqual([])
      expect((await verifyLog(batchesOf(log), signer.verifier)).problems).toEqual([])
    }
    storage.tileMap.clear()
    const [, second] = storage.stored.values()
    storage.stored.set(second.first, { ...second, entries: Buffer.from(second.entries).fill('x', 40, 41) })
    await log.append(newRecord())
    await expect(sealerOn(storage).sealAll()).rejects.toThrow('not as it was signed')
    expect(storage.intake.size).toBe(1)
  })

  it('waits for the lease, then seals within a moment of what comes in', async () => {
    const { storage, log, sealer } = newLog()
    const stop = new AbortController()
    const running = sealer.run(stop.signal)
    await log.append(newRecord({ id: newId() }))
    while (storage.stored.size === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    stop.abort()
    await running
    expect(storage.intake.size).toBe(0)
    expect(SECRET).toHaveLength(32)
  })
})
