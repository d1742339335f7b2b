import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeConversations } from '@techdeck/bench/conversations'
import { uploadReady } from '@techdeck/bench/stack'
import { STAGES, type Tracker } from '@techdeck/contracts'
import { byCli } from './doors/cli.ts'
import { byCurl } from './doors/curl.ts'
import type { Door } from './doors/door.ts'
import { byMcp } from './doors/mcp.ts'
import { openPage } from './doors/page.ts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

const DATASETS = 8
const CONVERSATIONS = 250
/** Cursors at which several doors have to show the very same progress. */
const CURSORS = 20

let system: TestStack
let page: Awaited<ReturnType<typeof openPage>>
beforeAll(async () => {
  // Each worker tells progress for itself, so there is more of it than one alone would tell.
  system = await startTestStack({ workers: STAGES.map((stage) => [stage]) })
  page = await openPage(system.stack.apiUrl, system.token)
}, 120_000)
afterAll(async () => {
  await page?.close()
  await system?.close()
})

describe('one run that is followed through all doors at once', () => {
  it('is the same through each, with the API killed in the middle: no event missed, none twice, equal progress', async () => {
    const { stack, client, token, folder } = system
    const datasets: string[] = []
    for (let seed = 1; seed <= DATASETS; seed++) {
      const path = join(folder, `${seed}.jsonl`)
      await writeConversations(path, CONVERSATIONS, seed)
      datasets.push(await uploadReady(system, path))
    }
    const { id } = await client.executePipeline({ body: { dataset_ids: datasets, quality_threshold: 0 } })
    const doors: Door[] = [
      byCurl(stack.apiUrl, token, id),
      byCli(stack.environment, id),
      byMcp(stack.environment, id),
      await page.follow(id),
    ]
    await untilAll(doors, ({ events }) => events.length >= 6)
    process.kill(stack.service('api').state().pid!, 'SIGKILL')
    await allEnded(doors)

    const { data } = JSON.parse((await system.call(`/pipeline/${id}/events?limit=500`)).text) as { data: unknown[] }
    expect(data.length).toBeGreaterThan(2 + 12 * DATASETS - 1)
    for (const { name, events } of doors) expect([name, events.map(asTold)]).toEqual([name, data])

    const { shared, differing } = compared(doors)
    process.stderr.write(`progress seen alike: ${JSON.stringify(shared)}\n`)
    expect(differing).toEqual([])
    for (const { name } of doors) expect([name, shared[name] >= CURSORS]).toEqual([name, true])
  }, 120_000)
})

async function untilAll(doors: readonly Door[], isSo: (door: Door) => boolean): Promise<void> {
  while (!doors.every(isSo)) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Waits for all doors, and says which has not told the end when it takes too long. */
async function allEnded(doors: readonly Door[]): Promise<void> {
  const open = new Set(doors)
  const late = setTimeout(() => {
    const told = [...open].map(({ name, events }) => `${name} after ${events.at(-1)?.cursor}`)
    process.stderr.write(`still open: ${told.join(', ')}\n`)
  }, 60_000)
  try {
    await Promise.all(doors.map((door) => door.ended.then(() => open.delete(door))))
  } finally {
    clearTimeout(late)
  }
}

/** A frame of a socket says beside the event what kind of frame it is. */
function asTold(event: object): object {
  const { type: _, ...told } = event as { type?: string }
  return told
}

/**
 * Of each door, at how many cursors it showed a progress object that another showed too; and all that should be equal,
 * having the same cursor and time, and is not.
 */
function compared(doors: readonly Door[]): { shared: Record<string, number>; differing: string[] } {
  const byMoment = new Map<string, Map<string, string>>()
  for (const { name, trackers } of doors)
    for (const tracker of trackers) {
      const moment = `${tracker.cursor} ${tracker.last_updated}`
      byMoment.set(moment, (byMoment.get(moment) ?? new Map<string, string>()).set(name, textOf(tracker)))
    }
  const several = [...byMoment].filter(([, shown]) => shown.size > 1)
  const shared = doors.map(({ name }) => {
    const cursors = several.filter(([, shown]) => shown.has(name)).map(([moment]) => moment.split(' ')[0])
    return [name, new Set(cursors).size] as const
  })
  const differing = several.filter(([, shown]) => new Set(shown.values()).size > 1).map(([moment]) => moment)
  return { shared: Object.fromEntries(shared), differing }
}

/** Who else looks on is another number at each moment. */
const textOf = (tracker: Tracker): string => JSON.stringify({ ...tracker, subscribers: 0 })
