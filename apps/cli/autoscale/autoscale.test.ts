import { describe, expect, it } from '@jest/globals'
import { STAGES, type StageName, type WorkersView } from '@techdeck/contracts'
import { autoscale, loadOf, managerOf } from './autoscale.ts'

const workerOf = (stage: StageName, at: number, changes: Partial<WorkersView['workers'][number]> = {}) => ({
  id: `${stage}-${at}`,
  name: `worker-${stage}-${at}`,
  host: 'here',
  pid: 1,
  version: '0.1.0',
  stages: [stage],
  threads: 1,
  load: 1,
  memory_bytes: 0,
  state: 'working' as const,
  work: [],
  started_at: '2026-01-01T00:00:00.000Z',
  heard_ms: 0,
  ...changes,
})
const queueOf = (queue: string, changes: Partial<WorkersView['queues'][number]> = {}) => ({
  queue,
  paused: false,
  waiting: 0,
  delayed: 0,
  active: 0,
  failed: 0,
  oldest_wait_ms: null,
  per_minute: 0,
  eta_ms: 0,
  workers: 1,
  ...changes,
})

describe('workers that are scaled by themselves', () => {
  it('are looked at as they stand: those that work, and the queue of their stage', () => {
    const workers = [
      workerOf('quality', 1, { load: 0.5 }),
      workerOf('quality', 2),
      workerOf('quality', 3, { state: 'lost' }),
      workerOf('quality', 4, { state: 'draining' }),
      workerOf('export', 1),
    ]
    const queues = [queueOf('export'), queueOf('quality', { waiting: 7, oldest_wait_ms: 900, per_minute: 12 })]
    expect(loadOf({ workers, queues }, 'quality')).toEqual({
      instances: 2,
      starting: 0,
      cpu: 0.75,
      waiting: 7,
      oldestWaitMs: 900,
      perMinute: 12,
    })
    expect(loadOf({ workers: [], queues: [] }, 'quality')).toMatchObject({ instances: 0, cpu: 0, waiting: 0 })
  })

  it('become more where jobs wait, and what is done is said with its reason; what fails is tried again', async () => {
    const counts = new Map(STAGES.map((stage) => [stage, 1]))
    const said: string[] = []
    const stop = new AbortController()
    let looks = 0
    await autoscale(
      {
        policy: 'wait',
        everyMs: 1,
        say: (line) => said.push(line),
        async look() {
          looks++
          if (looks === 1) throw new Error('The service is not there.')
          if (looks > 3) stop.abort()
          return {
            workers: STAGES.flatMap((stage) => [workerOf(stage, 1, { load: stage === 'validation' ? 1 : 0.7 })]),
            queues: [queueOf('validation', { waiting: 500, oldest_wait_ms: 60_000, per_minute: 60 })],
          }
        },
        async scale(stage, count) {
          counts.set(stage, count)
        },
      },
      stop.signal,
    )
    expect(said[0]).toBe('the workers stay as they are: The service is not there.')
    // The second look comes within the cool-down.
    expect(said).toHaveLength(2)
    expect(said[1]).toMatch(/^validation: 1 → \d+ workers, since 500 jobs wait/)
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([['validation', counts.get('validation')]])
    expect(counts.get('validation')).toBeGreaterThan(1)
  })

  it('are two at least by their processors, and one by what waits', () => {
    const none = { instances: 0, starting: 0, cpu: 0, waiting: 0, oldestWaitMs: 0, perMinute: 0 }
    expect(managerOf('processor').decide(none, 0).change).toBe(2)
    expect(managerOf('wait').decide(none, 0).change).toBe(1)
  })
})
