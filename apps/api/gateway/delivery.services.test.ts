import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Tracker } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { startHouse, type GatewayHouse, type TestUser } from './testing/house.ts'
import type { TestSocket } from './testing/test-socket.ts'

// What reaches a client: all of it and once, whatever is lost between, and no more than a slow one can take.

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `1:${at + 1}`)

async function follow(house: GatewayHouse, user: TestUser, id: string, after = '0:0'): Promise<TestSocket> {
  const socket = await house.signedIn(user)
  socket.send({ type: 'subscribe', execution_id: id, after })
  await socket.next('resumed')
  return socket
}

describe('events of which messages are lost', () => {
  let house: GatewayHouse
  beforeAll(async () => {
    house = await startHouse({ lookMs: 100, idleLookMs: 300 })
  }, 60_000)
  afterAll(() => house?.close())

  it('come all the same, in order and once, at the next message or the next look', async () => {
    const { user, execution } = await house.running()
    const sockets = await Promise.all([1, 2, 3].map(() => follow(house, user, execution.id)))
    // Pseudo-random and the same each time: four in ten are heard.
    await house.happen(execution.id, 120, (at) => (at * 7919) % 10 < 4)
    await house.finish(execution.id)
    for (const socket of sockets) {
      await socket.next('end')
      expect(socket.cursors).toEqual(numbered(122))
    }
  })

  it('come also when nobody says a word, and with them the progress', async () => {
    const { user, execution } = await house.running()
    const socket = await follow(house, user, execution.id)
    await house.happen(execution.id, 5, () => false)
    await socket.until(() => socket.cursors.length === 6)
    await socket.until(() => socket.of('progress_update').at(-1)?.data.cursor === '1:6')
    expect(socket.cursors).toEqual(numbered(6))
  })

  it('come once though each is told three times and out of order', async () => {
    const { user, execution } = await house.running()
    const socket = await follow(house, user, execution.id)
    const { executions } = house.api.store
    await house.happen(execution.id, 20, () => false)
    const events = await executions.events(execution.id, 0, 100)
    for (const event of [...events.toReversed(), ...events, ...events])
      await house.api.deps.events.publishEvent(execution.id, event, 1)
    await house.finish(execution.id)
    await socket.next('end')
    expect(socket.cursors).toEqual(numbered(22))
  })

  it('come when Redis was away: a broken connection has the store looked at', async () => {
    const own = await startHouse({ lookMs: 1_000_000, idleLookMs: 1_000_000 })
    const { user, execution } = await own.running()
    const socket = await follow(own, user, execution.id)
    await own.happen(execution.id, 1)
    await socket.until(() => socket.cursors.length === 2)
    const redis = own.api.deps.limits as { client(...args: string[]): Promise<string> }
    await own.happen(execution.id, 5, () => false)
    await redis.client('KILL', 'TYPE', 'pubsub')
    await socket.until(() => socket.cursors.length === 7)
    expect(socket.cursors).toEqual(numbered(7))
    await own.close()
  })

  it('begin anew with a snapshot when the data base was restored: another epoch', async () => {
    let epoch = 1
    const own = await startHouse({ lookMs: 50 }, ({ executions }) => ({
      executions: Object.assign(Object.create(executions), {
        async get(id: string) {
          const execution = await executions.get(id)
          return execution && { ...execution, epoch }
        },
      }),
    }))
    const { user, execution } = await own.running()
    const socket = await follow(own, user, execution.id)
    await own.happen(execution.id, 2)
    await socket.until(() => socket.cursors.length === 3)
    epoch = 2
    expect(await socket.next('snapshot')).toMatchObject({ cursor: '2:3', data: { cursor: '2:3' } })
    await own.happen(execution.id, 2, () => false)
    await socket.until(() => socket.cursors.length === 5)
    expect(socket.cursors).toEqual(['1:1', '1:2', '1:3', '2:4', '2:5'])
    await own.close()
  })

  it('come while the store cannot be looked at, as long as no message is lost', async () => {
    let isAway = false
    const own = await startHouse({ lookMs: 50 }, ({ executions }) => ({
      executions: Object.assign(Object.create(executions), {
        get: (id: string) => (isAway ? Promise.reject(new Error('away')) : executions.get(id)),
      }),
    }))
    const { user, execution } = await own.running()
    const socket = await follow(own, user, execution.id)
    isAway = true
    await own.happen(execution.id, 4)
    await socket.until(() => socket.cursors.length === 5)
    await own.finish(execution.id)
    await socket.until(() => socket.cursors.length === 6)
    expect(socket.of('end')).toEqual([])
    isAway = false
    await socket.next('end')
    expect(socket.cursors).toEqual(numbered(6))
    await own.close()
  })
})

describe('a client that reads slowly', () => {
  /** Big events, to fill what the system buffers; the store never hears of them. */
  async function startFlood(bufferedBytes: number) {
    const house = await startHouse({ bufferedBytes, lookMs: 1_000_000, idleLookMs: 1_000_000, progressMs: 1 })
    const { user, execution } = await house.running()
    const { events, progress: board } = house.api.deps
    const big = {
      key: '',
      event: 'checkpoint.save',
      timestamp: new Date(),
      data: { padding: 'x'.repeat(20_000) },
    } as const
    return {
      house,
      user,
      execution,
      event: (seq: number) => events.publishEvent(execution.id, { ...big, seq }, 1),
      progress: (tracker: Tracker, progress: number) =>
        board.publish({ ...tracker, progress, last_updated: new Date(Date.now() + progress).toISOString() }),
    }
  }
  const KERNEL_EVENTS = 600

  it('gets all state changes and of the progress only the newest', async () => {
    const flood = await startFlood(64 * 1024 ** 2)
    const { house, user, execution } = flood
    const socket = await follow(house, user, execution.id)
    const { data } = await socket.next('progress_update')
    socket.ws.pause()
    // More than the system's buffers hold, so that the rest waits in the process.
    for (let seq = 2; seq <= KERNEL_EVENTS; seq++) await flood.event(seq)
    for (let progress = 1; progress <= 50; progress++) await flood.progress(data, progress)
    socket.ws.resume()
    await socket.until(() => socket.of('progress_update').at(-1)?.data.progress === 50)
    await socket.until(() => socket.cursors.length === KERNEL_EVENTS)
    expect(socket.cursors).toEqual(numbered(KERNEL_EVENTS))
    expect(socket.of('progress_update').length).toBeLessThan(10)
    await house.close()
  })

  it('is cut 1013 at the hard limit, and its cursor brings it the rest; others do not notice', async () => {
    const flood = await startFlood(1024 ** 2)
    const { house, user, execution } = flood
    const [slow, quick] = [await follow(house, user, execution.id), await follow(house, user, execution.id)]
    slow.ws.pause()
    const cuts = () => house.api.deps.registry.getSingleMetricAsString('gateway_slow_clients_cut_total')
    let seq = 1
    while (!(await cuts()).endsWith(' 1')) {
      await flood.event(++seq)
      await quick.until(() => quick.cursors.length === seq)
    }
    slow.ws.resume()
    expect(await slow.closed).toBe(1013)
    const read = slow.cursors.length
    expect(slow.cursors).toEqual(numbered(read))
    expect(read).toBeLessThan(seq)
    expect(quick.cursors).toEqual(numbered(seq))
    const back = await follow(house, user, execution.id, slow.cursors.at(-1))
    await back.until(() => back.cursors.length === seq - read)
    expect([...slow.cursors, ...back.cursors]).toEqual(numbered(seq))
    await house.close()
  })

  it('comes back to many missed events without being cut for them', async () => {
    const own = await startHouse({ bufferedBytes: 60_000 })
    const { user, execution } = await own.running()
    await own.happen(execution.id, 300, () => false)
    const socket = await own.signedIn(user)
    socket.ws.pause()
    socket.send({ type: 'subscribe', execution_id: execution.id, after: '0:0' })
    socket.send({ type: 'subscribe', execution_id: newId() })
    socket.ws.resume()
    await socket.until(() => socket.cursors.length === 301)
    expect(socket.cursors).toEqual(numbered(301))
    await own.close()
  }, 15_000)
})
