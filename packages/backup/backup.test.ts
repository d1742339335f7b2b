import { appendFile, cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createSealedFiles } from '@techdeck/artifacts'
import { collectBytes } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { KeyFolder } from './key-folder.ts'
import { MemoryRecords, newInstallation } from './testing/installation.ts'

let system: Awaited<ReturnType<typeof newInstallation>>
beforeEach(async () => {
  system = await newInstallation()
})
afterEach(() => system.close())

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('backups', () => {
  it('give back every record, key and artifact as it was', async () => {
    const { id, dataKey } = await system.dataset(5)
    for (let at = 0; at < 1000; at++) system.records.put('shards', `s${at}`, `record ${at}`)
    system.records.subjects.set('u1', { subject: 'u1', wrapped: 'sealed' })
    const made = await system.backUp()
    expect(made).toMatchObject({ kind: 'full', records: 1001, artifacts: 5, newArtifacts: 5, dataKeys: 2 })
    const { result, records, store } = await system.restore()
    expect(result).toMatchObject({
      point: made.point,
      records: 1001,
      artifacts: 5,
      dataKeys: 2,
      problems: [],
      withoutKey: 0,
    })
    expect(records.records).toEqual(system.records.records)
    expect([...records.keys.keys()].toSorted()).toEqual([...system.records.keys.keys()].toSorted())
    expect(records.subjects).toEqual(system.records.subjects)
    const reader = await store.open(`${id}/part/3`, dataKey)
    expect((await collectBytes(reader.read(0, 19))).toString()).toBe('nobody reads this 3')
    await reader.close()
  })

  it('add what is new and keep what is known, so that each earlier point stays whole', async () => {
    await system.dataset(3)
    for (let at = 0; at < 3000; at++) system.records.put('shards', `s${String(at).padStart(5, '0')}`, `record ${at}`)
    const first = await system.backUp()
    await system.dataset(2)
    system.records.put('shards', 's01500', 'changed')
    const second = await system.backUp()
    expect(second).toMatchObject({ kind: 'incremental', artifacts: 5, newArtifacts: 2 })
    expect(second.newChunks).toBeLessThan(first.newChunks / 3)
    const before = await system.restore({ to: first.point })
    expect([before.result.artifacts, before.result.problems]).toEqual([3, []])
    expect(before.records.records.get('shards')?.get('s01500')).toBe('record 1500')
    const byTime = await system.restore({ to: '2026-11-30T12:01:30Z' })
    expect(byTime.result.point).toBe(first.point)
    expect((await system.restore()).records.records.get('shards')?.get('s01500')).toBe('changed')
    await expect(system.restore({ to: '2020-01-01' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('hold no text that anybody could read, in no file and in no name', async () => {
    const { id } = await system.dataset(2, 'quillvex')
    system.records.put('users', 'u1', 'quillvex')
    await system.backUp()
    const files = [...(await filesBelow(system.home)), ...(await filesBelow(system.keyFolder))]
    expect(files.length).toBeGreaterThan(5)
    for (const file of files.filter((path) => path.includes('/backup')))
      expect((await readFile(file)).includes('quillvex')).toBe(false)
    expect((await filesBelow(join(system.home, 'backup'))).filter((path) => path.includes(id))).toEqual([])
  })

  it('open nothing without their keys, and nothing by the keys of another installation', async () => {
    await system.dataset(1)
    await system.backUp()
    await expect(system.restore({ keyFolder: join(system.home, 'nowhere') })).rejects.toThrow(
      /keys of this backup are not there/,
    )
    const other = join(system.home, 'other.json')
    await createKeyRingFile(other)
    const ring = await loadKeyRing({ file: other })
    await expect(system.restore({ ring })).rejects.toThrow(/key ring does not open/)
    const stranger = await newInstallation()
    await stranger.dataset(1)
    await stranger.backUp()
    await expect(system.restore({ keyFolder: stranger.keyFolder, ring: stranger.ring })).rejects.toThrow(
      /does not open/,
    )
    await expect(stranger.backUp({ folder: join(system.home, 'backup') })).rejects.toThrow(/another installation/)
    await stranger.close()
  })

  it('lose a key that is destroyed, in every point, and the data set with it', async () => {
    const [gone, stays] = [await system.dataset(2), await system.dataset(2)]
    const { point } = await system.backUp()
    system.records.keys.delete(gone.dataKey.id)
    await new KeyFolder(system.keyFolder).destroy(gone.id)
    const { result, records, store } = await system.restore({ to: point })
    expect(result).toMatchObject({ withoutKey: 1, problems: [] })
    expect([...records.keys.values()].some(({ datasetId }) => datasetId === gone.id)).toBe(false)
    await (await store.open(`${stays.id}/part/0`, stays.dataKey)).close()

    // The same, when it was destroyed in the records alone: the next backup sees to it.
    system.records.keys.delete(stays.dataKey.id)
    await system.backUp()
    expect((await system.restore({ to: point })).result.withoutKey).toBe(2)
  })

  it('do not bring a key back that is destroyed while they are taken', async () => {
    const { id } = await system.dataset(1)
    const keys = new KeyFolder(system.keyFolder)
    let looks = 0
    async function* dataKeys() {
      const alive = [...system.records.keys.values()]
      if (++looks === 1) {
        // After it was read, before it is written.
        for (const key of alive) if (key.datasetId === id) system.records.keys.delete(key.id)
        await keys.destroy(id)
      }
      yield* alive
    }
    await system.backUp({ keys: Object.assign(Object.create(system.records) as MemoryRecords, { dataKeys }) })
    const kept: string[] = []
    for await (const key of keys.dataKeys()) kept.push(key.datasetId)
    expect(kept).toEqual(['backup'])
  })

  it('are the one before when one is killed, wherever that happens', async () => {
    await system.dataset(4)
    const { point } = await system.backUp()
    await system.dataset(4)
    for (const after of [0, 1, 3]) {
      let asked = 0
      const artifacts = createSealedFiles(join(system.home, 'artifacts'))
      const dying = {
        ...artifacts,
        async *read(key: string) {
          if (asked++ >= after) throw new Error('killed')
          yield* artifacts.read(key)
        },
      }
      await expect(system.backUp({ artifacts: dying })).rejects.toThrow('killed')
      await writeFile(join(system.home, 'backup', 'points', `${point}.part`), 'left over')
      const { result } = await system.restore()
      expect([result.point, result.artifacts, result.problems]).toEqual([point, 4, []])
    }
    const next = await system.backUp()
    expect(next.artifacts).toBe(8)
    expect((await system.restore()).result).toMatchObject({ point: next.point, problems: [] })
  })

  it('say which of their parts is cut, changed or gone, and restore the rest', async () => {
    await system.dataset(3)
    for (let at = 0; at < 500; at++) system.records.put('shards', `s${at}`, `record ${at}`)
    await system.backUp()
    const [changed, cut, gone] = await filesBelow(join(system.home, 'backup', 'artifacts'))
    const bytes = await readFile(changed)
    bytes[bytes.length - 1] ^= 1
    await writeFile(changed, bytes)
    await writeFile(cut, (await readFile(cut)).subarray(0, -1))
    await rm(gone)
    const [chunk] = await filesBelow(join(system.home, 'backup', 'chunks'))
    await appendFile(chunk, 'x')
    for (const target of ['restored', 'looked at']) {
      const { result } = await system.restore(target === 'restored' ? {} : { target: undefined as never })
      expect(result.artifacts).toBe(0)
      expect(
        result.problems.filter((problem) => /part\/\d: A part of the backup/.test(problem)).length,
      ).toBeGreaterThanOrEqual(3)
      expect(result.problems.join('\n')).toMatch(/(shards|datasets): [0-9a-f]{64}: /)
    }
    // A full backup heals what is still there.
    await system.backUp({ full: true })
    expect((await system.restore()).result.problems).toEqual([])
  })

  it('see what was put back and is not as it was', async () => {
    await system.dataset(2)
    await system.backUp()
    const root = join(system.home, 'tampered')
    const artifacts = createSealedFiles(root)
    const records = new MemoryRecords()
    const insert = records.insert.bind(records)
    records.insert = async (collection, documents) => {
      await insert(collection, documents)
      records.put(collection, 'another', 'one')
      for (const file of await filesBelow(root)) await appendFile(file, 'x')
    }
    const { result } = await system.restore({ target: { records, keys: records, artifacts } })
    expect(result.problems.toSorted()).toEqual([
      expect.stringMatching(/part\/0: A part of the backup/),
      expect.stringMatching(/part\/1: A part of the backup/),
      'datasets: 2 records where there were 1',
    ])
  })

  it('go back into what is empty, or what they had begun to fill', async () => {
    await system.dataset(1)
    await system.backUp()
    const records = new MemoryRecords()
    records.put('users', 'u1', 'somebody')
    const artifacts = createSealedFiles(join(system.home, 'full'))
    const target = { records, keys: records, artifacts }
    await expect(system.restore({ target })).rejects.toMatchObject({ code: 'CONFLICT' })
    await records.clear()
    const insert = records.insert.bind(records)
    records.insert = async () => {
      throw new Error('killed')
    }
    await expect(system.restore({ target })).rejects.toThrow('killed')
    records.insert = insert
    expect((await system.restore({ target })).result.problems).toEqual([])
    await cp(join(system.home, 'artifacts'), join(system.home, 'used'), { recursive: true })
    const none = new MemoryRecords()
    const used = { records: none, keys: none, artifacts: createSealedFiles(join(system.home, 'used')) }
    await expect(system.restore({ target: used })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('remove nothing while one of them does not open, since nobody knows what it needs', async () => {
    await system.dataset(2)
    await system.backUp()
    const { point } = await system.backUp()
    await system.backUp()
    await writeFile(join(system.home, 'backup', 'points', `${point}.point`), 'damaged')
    expect(await system.backUp({ keep: 3 })).toMatchObject({ pruned: 0, unreadable: [point] })
    expect((await system.restore()).result.problems).toEqual([])
  })

  it('make room: the oldest go, with what they alone named', async () => {
    const { id } = await system.dataset(3)
    await system.backUp({ keep: 2 })
    for (let at = 0; at < 3; at++) await system.store.remove(`${id}/part/${at}`)
    await system.dataset(2)
    await system.backUp({ keep: 2 })
    expect(await filesBelow(join(system.home, 'backup', 'artifacts'))).toHaveLength(5)
    expect(await system.backUp({ keep: 2 })).toMatchObject({ pruned: 1 })
    expect(await filesBelow(join(system.home, 'backup', 'artifacts'))).toHaveLength(2)
    expect((await system.restore()).result.problems).toEqual([])
  })
})
