import { describe, expect, it } from '@jest/globals'
import type { Dataset, Execution, Tracker } from '@techdeck/contracts'
import { createLogger, ResourceError, systemClock } from '@techdeck/core'
import { planExecution } from '@techdeck/pipeline'
import { MemoryDatasets, MemoryExecutions, MemoryProgress, MemoryShards } from '@techdeck/pipeline/memory'
import type { Message } from '@techdeck/redis'
import { watchExecution, type Told, type WatchTiming } from './watch-execution.ts'

const FAST: WatchTiming = { lookMs: 30, progressMs: 10, idleMs: 50, patienceMs: 100 }

/** An execution in memory; what happens to it is heard only when `say` says so. */
async function watched(timing: Partial<WatchTiming> = {}) {
  const executions = new MemoryExecutions()
  const dataset = {
    id: 'd',
    version: 1,
    status: 'ready',
    sha256: 'h',
    conversationCount: 1,
    files: [],
  } as unknown as Dataset
  const execution = planExecution(
    {
      workspaceId: 'w',
      userId: 'u',
      datasets: [dataset],
      executionMode: 'standard',
      qualityThreshold: 0.7,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    },
    new Date(),
  )
  await executions.create(execution)
  const handlers = new Set<(message: Message) => void>()
  let away = 0
  const store = new Proxy(executions, {
    get: (target, name) =>
      name === 'events' && away-- > 0
        ? () => Promise.reject(new ResourceError('away'))
        : (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target),
  })
  const deps = {
    executions: store,
    datasets: new MemoryDatasets(),
    shards: new MemoryShards(),
    progress: new MemoryProgress(),
    clock: systemClock,
    logger: createLogger('test', { level: 'silent' }),
    events: {
      subscribe: async (_id: string, handler: (message: Message) => void) => {
        handlers.add(handler)
        return () => void handlers.delete(handler)
      },
      publishEvent: async () => {},
      publishDataset: async () => {},
      publishCancel: async () => {},
    },
  }
  const stop = new AbortController()
  const told: Told[] = []
  const watching = (async () => {
    for await (const item of watchExecution(deps, execution, 0, stop.signal, { ...FAST, ...timing })) told.push(item)
  })()
  watching.catch(() => {})
  let keys = 0
  return {
    told,
    watching,
    stop,
    handlers,
    say: (message: Message) => handlers.forEach((handler) => handler(message)),
    fail: (times: number) => void (away = times),
    happen: (to: Execution['status'], event: 'checkpoint.save' | 'pipeline.completed' = 'checkpoint.save') =>
      executions.transition(execution.id, {
        from: ['queued', 'running'],
        to,
        event: { key: String(keys++), event, data: {} },
      }),
  }
}
const cursors = (told: Told[]) => told.flatMap((item) => (item.kind === 'event' ? [item.event.cursor] : []))
const soon = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a watch', () => {
  it('tells every event once and in order, and the end, though nobody says a word', async () => {
    const { told, watching, happen } = await watched()
    await happen('running')
    await soon()
    for (let i = 0; i < 450; i++) await happen('running')
    await happen('completed', 'pipeline.completed')
    await watching
    expect(cursors(told)).toEqual(Array.from({ length: 452 }, (_, i) => `1:${i + 1}`))
    expect(told.slice(-2).map(({ kind }) => kind)).toEqual(['progress', 'end'])
  })

  it('is woken by a message long before it would look', async () => {
    const { told, watching, happen, say } = await watched({ lookMs: 10_000 })
    await soon()
    await happen('completed', 'pipeline.completed')
    say({ kind: 'event', event: {} as never })
    await watching
    expect(cursors(told)).toEqual(['1:1'])
  })

  it('tells the newest progress, not all of it', async () => {
    const { told, say, stop, watching } = await watched({ lookMs: 10_000, progressMs: 40, idleMs: 10_000 })
    await soon()
    for (let progress = 1; progress <= 50; progress++) say({ kind: 'progress', tracker: { progress } as Tracker })
    await soon(100)
    stop.abort()
    await watching
    const shown = told.flatMap((item) => (item.kind === 'progress' ? [item.tracker.progress] : []))
    expect(shown.at(-1)).toBe(50)
    expect(shown.length).toBeLessThan(5)
  })

  it('says that it is still there when nothing happens, and ends quietly when nobody listens', async () => {
    const { told, stop, watching, handlers } = await watched()
    await soon(150)
    expect(told.filter(({ kind }) => kind === 'idle').length).toBeGreaterThan(0)
    stop.abort()
    await watching
    await soon(1)
    expect(handlers.size).toBe(0)
  })

  it('waits for a store that is away for a moment, and gives up on one that stays away', async () => {
    const { told, watching, happen, fail } = await watched()
    fail(2)
    await happen('completed', 'pipeline.completed')
    await watching
    expect(cursors(told)).toEqual(['1:1'])
    const hopeless = await watched()
    hopeless.fail(1000)
    await expect(hopeless.watching).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
  })
})
