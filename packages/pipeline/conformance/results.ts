import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { BiasDetectionResult, StageExecution, ValidationResult } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { ResultStore } from '../ports.ts'
import { newBias, newStageExecution, newValidation } from './fixtures.ts'

export interface ResultHarness {
  store: ResultStore
  /** What was kept of a stage beside its result. */
  validation(stageId: string): Promise<ValidationResult | null>
  bias(stageId: string): Promise<BiasDetectionResult | null>
  close?(): Promise<void>
}

const inOrder = (results: readonly StageExecution[]) => results.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** What every store of results has to hold to. */
export function resultStoreConformance(name: string, make: () => Promise<ResultHarness>): void {
  describe(`${name}: results of stages`, () => {
    let harness: ResultHarness
    let store: ResultStore
    beforeAll(async () => {
      harness = await make()
      store = harness.store
    })
    afterAll(() => harness.close?.())

    it('come back whole, with their validation and bias results', async () => {
      const stage = newStageExecution()
      const [validation, bias] = [newValidation(stage.id), newBias(stage.id)]
      await store.save(stage, validation, bias)
      expect(await store.get(stage.pipelineId, stage.datasetId, stage.stageName)).toEqual(stage)
      expect(await harness.validation(stage.id)).toEqual(validation)
      expect(await harness.bias(stage.id)).toEqual(bias)
    })

    it('are nothing where nothing was kept', async () => {
      const { id, pipelineId, datasetId } = newStageExecution()
      expect(await store.get(pipelineId, datasetId, 'validation')).toBeNull()
      expect(await store.ofExecution(pipelineId)).toEqual([])
      expect(await harness.validation(id)).toBeNull()
      expect(await harness.bias(id)).toBeNull()
    })

    it('are one however often they are saved, and what was saved last', async () => {
      const stage = newStageExecution()
      const [validation, bias] = [newValidation(stage.id), newBias(stage.id)]
      await Promise.all([1, 2, 3].map(() => store.save(stage, validation, bias)))
      await store.save({ ...stage, status: 'partial' }, { ...validation, overallScore: 0.5 }, { ...bias, biasScore: 1 })
      expect((await store.ofExecution(stage.pipelineId)).map(({ status }) => status)).toEqual(['partial'])
      expect(await harness.validation(stage.id)).toMatchObject({ overallScore: 0.5 })
      expect(await harness.bias(stage.id)).toMatchObject({ biasScore: 1 })
    })

    it('are kept together, again and again, each by its id', async () => {
      const first = newStageExecution()
      const second = newStageExecution({ pipelineId: first.pipelineId, stageName: 'export' })
      const other = newStageExecution({ datasetId: first.datasetId })
      await store.saveAll([first, second, other])
      await store.saveAll([{ ...first, status: 'partial' }, second])
      expect(inOrder(await store.ofExecution(first.pipelineId))).toEqual(
        inOrder([{ ...first, status: 'partial' }, second]),
      )
      expect(await store.ofExecution(other.pipelineId)).toEqual([other])
    })

    it('are all data sets’ where an execution has several', async () => {
      const first = newStageExecution()
      const second = newStageExecution({ pipelineId: first.pipelineId })
      await store.saveAll([first, second])
      expect(inOrder(await store.ofExecution(first.pipelineId))).toEqual(inOrder([first, second]))
      expect(await store.get(second.pipelineId, second.datasetId, second.stageName)).toEqual(second)
    })

    it('are given newest first where they can be read, of one stage of one data set', async () => {
      const { datasetId } = newStageExecution()
      const at = (day: number) => ({ datasetId, completedAt: new Date(Date.UTC(2026, 0, day)) })
      const kept = [
        newStageExecution({ ...at(3), status: 'reused' }),
        newStageExecution({ ...at(2), status: 'partial' }),
        newStageExecution(at(1)),
      ]
      for (const result of kept.toReversed()) await store.save(result)
      await store.save(newStageExecution({ ...at(4), status: 'failed' }))
      await store.save(newStageExecution({ ...at(5), stageName: 'export' }))
      const { stageName } = kept[0]
      expect(await store.newest(datasetId, stageName, 9)).toEqual(kept)
      expect(await store.newest(datasetId, stageName, 2)).toEqual(kept.slice(0, 2))
    })

    it('are used again by their key when they are completed: the newest, in their workspace alone', async () => {
      const reuseKey = newId()
      const at = (day: number) => ({ reuseKey, completedAt: new Date(Date.UTC(2026, 0, day)) })
      const newest = newStageExecution(at(3))
      await store.save(newStageExecution(at(1)))
      await store.save(newest)
      await store.save(newStageExecution(at(2)))
      for (const status of ['partial', 'failed', 'reused'] as const)
        await store.save(newStageExecution({ ...at(4), status }))
      await store.save(newStageExecution({ ...at(5), workspaceId: 'w2' }))
      expect(await store.reusable('w1', reuseKey)).toEqual(newest)
      expect(await store.reusable('w3', reuseKey)).toBeNull()
      expect(await store.reusable('w1', newId())).toBeNull()
    })
  })
}
