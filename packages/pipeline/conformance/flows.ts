import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STAGES } from '@techdeck/contracts'
import { ProcessingFinalError, newId } from '@techdeck/core'
import type { FlowHandlers, FlowQueue, ShardJob, StageJob } from '../ports.ts'

export interface FlowHarness {
  flows: FlowQueue
  /** Works on everything with these handlers until `done` says so. */
  work(handlers: FlowHandlers, done: () => boolean): Promise<void>
  /** Forgets every job. */
  wipe(): Promise<void>
  close?(): Promise<void>
}

const newFlow = () => ({ id: newId(), round: 1, datasetIds: [newId(), newId()], stagesPlanned: [...STAGES] })

/** What every queue has to hold to: order, waiting for children, and honest answers about what is alive. */
export function flowQueueConformance(name: string, make: () => Promise<FlowHarness>): void {
  describe(`${name}: flows`, () => {
    let harness: FlowHarness
    beforeAll(async () => {
      harness = await make()
    })
    afterAll(() => harness.close?.())

    it('runs each chain in the order of its stages, and the root last', async () => {
      const flow = newFlow()
      const seen: string[] = []
      let rootRan = false
      await harness.flows.addFlow(flow)
      await harness.work(
        {
          ...idle,
          async stage({ datasetId, stage }) {
            seen.push(`${datasetId}.${stage}`)
            return { wait: null }
          },
          async root() {
            rootRan = true
          },
        },
        () => rootRan,
      )
      for (const id of flow.datasetIds)
        expect(seen.filter((entry) => entry.startsWith(id))).toEqual(STAGES.map((stage) => `${id}.${stage}`))
      expect(seen).toHaveLength(flow.datasetIds.length * STAGES.length)
    })

    it('wakes a stage when its shards have ended, with successors that were added meanwhile', async () => {
      const flow = { ...newFlow(), datasetIds: [newId()], stagesPlanned: ['ingestion' as const] }
      const open = new Set([0, 1, 2, 3, 4])
      let rootRan = false
      await harness.flows.addFlow(flow)
      await harness.work(
        {
          ...idle,
          async stage() {
            const indices = [...open].slice(0, 2)
            return { wait: indices.length > 0 ? { plan: 'p', phase: 'run', of: 5, indices } : null }
          },
          async shard(job: ShardJob) {
            open.delete(job.index)
            const next = [...open].find((index) => index > job.index + 1)
            if (next !== undefined)
              await harness.flows.addShards(job, { plan: 'p', phase: 'run', of: 5, indices: [next] })
          },
          async root() {
            expect(open.size).toBe(0)
            rootRan = true
          },
        },
        () => rootRan,
      )
      expect(rootRan).toBe(true)
    })

    it('runs the later stages and the root when a stage fails for good', async () => {
      const flow = { ...newFlow(), datasetIds: [newId()] }
      const after: string[] = []
      let rootRan = false
      await harness.flows.addFlow(flow)
      await harness.work(
        {
          ...idle,
          async stage({ stage }: StageJob) {
            if (stage === 'validation') throw new ProcessingFinalError('It fails for good.')
            after.push(stage)
            return { wait: null }
          },
          async root() {
            rootRan = true
          },
        },
        () => rootRan,
      )
      expect(after).toContain('export')
    })

    it('knows a flow that can move from one that was lost', async () => {
      const flow = newFlow()
      const root = { executionId: flow.id, round: 1 }
      const frontier = flow.datasetIds.map((datasetId) => ({ ...root, datasetId, stage: 'ingestion' as const }))
      expect(await harness.flows.flowAlive(root, frontier)).toBe(false)
      await harness.flows.addFlow(flow)
      expect(await harness.flows.flowAlive(root, frontier)).toBe(true)
      await harness.wipe()
      expect(await harness.flows.flowAlive(root, frontier)).toBe(false)
    })

    it('inspects a data set, and again after that ended', async () => {
      const job = { datasetId: newId(), version: 1 }
      for (const round of [1, 2]) {
        let ran = 0
        await harness.flows.addInspect(job)
        expect([round, await harness.flows.inspectAlive(job)]).toEqual([round, true])
        await harness.work({ ...idle, inspect: async () => void ran++ }, () => ran > 0)
      }
    })

    it('makes a preview once however often it is asked for, and again after that ended', async () => {
      const job = { executionId: newId() }
      for (const round of [1, 2]) {
        let ran = 0
        await Promise.all([1, 2, 3].map(() => harness.flows.addPreview(job)))
        await harness.work(
          { ...idle, preview: async (of) => void (ran += Number(of.executionId === job.executionId)) },
          () => ran > 0,
        )
        expect([round, ran]).toEqual([round, 1])
      }
    })
  })
}

const idle: FlowHandlers = {
  root: async () => {},
  stage: async () => ({ wait: null }),
  shard: async () => {},
  inspect: async () => {},
  preview: async () => {},
}
