import { describe, expect, it } from '@jest/globals'
import { mongo } from 'mongoose'
import { collect, newId } from '@techdeck/core'
import { newDataKey, newDataset, newExecution } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

const { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } = mongo.BSON

describe('records', () => {
  const from = useTestStore('records_from')
  const to = useTestStore('records_to')

  it('go from one database to another bit by bit, whatever they hold', async () => {
    const kinds = {
      text: 'ä \u{1f600}',
      int: new Int32(1),
      double: new Double(1),
      half: 0.5,
      long: Long.fromString('9007199254740993'),
      big: Decimal128.fromString('0.1'),
      bytes: new Binary(Buffer.from([0, 1, 2])),
      when: new Date(1234),
      id: new ObjectId(),
      stamp: Timestamp.fromBits(1, 2),
      none: null,
      yes: true,
      nested: { list: [1, 'a', { empty: {} }, []] },
    }
    const all = Array.from({ length: 50 }, (_, at) => ({
      _id: `k${String(at).padStart(3, '0')}` as never,
      at,
      ...kinds,
    }))
    await from().connection.db!.collection('kinds').insertMany(all)
    const before = await collect(from().records.read('kinds'))
    await to().records.insert('kinds', before)
    const after = await collect(to().records.read('kinds'))
    expect(before).toHaveLength(50)
    expect(after.map((each) => Buffer.from(each).toString('hex'))).toEqual(
      before.map((each) => Buffer.from(each).toString('hex')),
    )
  })

  it('are those of all collections, what refers before what it refers to, without keys, sessions and leases', async () => {
    const { datasets, executions, keys, leases, records } = from()
    const dataset = newDataset()
    await datasets.create(dataset)
    await executions.create(newExecution({ datasetIds: [dataset.id] }))
    await keys.create(newDataKey())
    await leases.acquire('somebody', 'somewhere', 60_000)
    await from().audit.addGroup({ id: newId(), entries: Buffer.from('x') })
    const names = await records.collections()
    const place = (name: string) => names.indexOf(name)
    expect(place('pipelineExecutions')).toBeLessThan(place('datasets'))
    expect(place('auditIntake')).toBeLessThan(place('auditBatches') >>> 0)
    expect(names).toEqual(expect.arrayContaining(['pipelineExecutions', 'datasets', 'kinds']))
    for (const name of ['dataKeys', 'auditSubjects', 'leases', 'sessions', 'invitations', 'migrations'])
      expect(names).not.toContain(name)
  })

  it('are empty once they are cleared, and say what was being put back', async () => {
    const { records } = to()
    expect(await records.isEmpty()).toBe(false)
    await records.clear()
    expect(await records.isEmpty()).toBe(true)
    expect(await records.unfinished()).toBeNull()
    await records.setUnfinished('p1')
    await records.setUnfinished('p2')
    expect([await records.unfinished(), await records.isEmpty()]).toEqual(['p2', true])
    await records.setUnfinished(null)
    expect(await records.unfinished()).toBeNull()
  })

  it('give wrapped keys apart, and end data sets whose key is not there', async () => {
    const { audit, datasets, records } = to()
    const [key, gone] = [newDataKey(), newDataKey()]
    await records.addDataKey(key)
    await records.addSubjectKey({ subject: 'u1', wrapped: 'w' })
    await records.addSubjectKey({ subject: 'u2', wrapped: null })
    expect(await collect(records.dataKeys())).toEqual([key])
    expect(await records.dataKey(key.id)).toEqual(key)
    expect(await collect(records.subjectKeys())).toEqual([
      { subject: 'u1', wrapped: 'w' },
      { subject: 'u2', wrapped: null },
    ])
    expect(await audit.subjectKey('u2')).toBeNull()
    const [stays, ends] = [newDataset({ dataKeyId: key.id }), newDataset({ dataKeyId: gone.id })]
    for (const dataset of [stays, ends]) await datasets.create(dataset)
    expect([await records.endWithoutKey(), await records.endWithoutKey()]).toEqual([1, 0])
    expect((await datasets.get(stays.id))?.status).toBe('uploading')
    expect(await datasets.get(ends.id)).toMatchObject({ status: 'deleted', deletion: { isPurging: true } })
    expect((await datasets.toPurge(new Date(), 10)).map(({ id }) => id)).toEqual([ends.id])
  })
})
