import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newBias, newStageExecution, newValidation } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('results of stages', () => {
  const store = useTestStore('results')

  it('come back whole, with their validation and bias results', async () => {
    const { results } = store()
    const stage = newStageExecution()
    const [validation, bias] = [newValidation(stage.id), newBias(stage.id)]
    await results.save(stage, validation, bias)
    expect(await results.get(stage.pipelineId, stage.datasetId, 'validation')).toEqual(stage)
    expect(await results.validation(stage.id)).toEqual(validation)
    expect(await results.bias(stage.id)).toEqual(bias)
    expect(await results.get(newId(), stage.datasetId, 'validation')).toBeNull()
    expect(await results.bias(newId())).toBeNull()
  })

  it('are one when they are saved again, and what was saved last', async () => {
    const { results } = store()
    const stage = newStageExecution()
    const validation = newValidation(stage.id)
    await Promise.all([1, 2, 3].map(() => results.save(stage, validation)))
    await results.save({ ...stage, status: 'partial' }, { ...validation, overallScore: 0.5 })
    expect((await results.ofExecution(stage.pipelineId)).map(({ status }) => status)).toEqual(['partial'])
    expect((await results.validation(stage.id))!.overallScore).toBe(0.5)
  })

  it('are kept together, again and again, each by its id', async () => {
    const { results } = store()
    const first = newStageExecution()
    const second = newStageExecution({ pipelineId: first.pipelineId, stageName: 'export' })
    await results.saveAll([first, second])
    await results.saveAll([{ ...first, status: 'partial' }, second])
    expect((await results.ofExecution(first.pipelineId)).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      [{ ...first, status: 'partial' }, second].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    await expect(results.saveAll([{ ...first, status: 'no such' as never }])).rejects.toMatchObject({
      code: 'PROCESSING_ERROR_FINAL',
    })
  })

  it('are reused by their key when they are completed, the newest first, in their workspace alone', async () => {
    const { results } = store()
    const reuseKey = newId()
    const at = (day: number) => ({ reuseKey, completedAt: new Date(Date.UTC(2026, 0, day)) })
    const newest = newStageExecution(at(3))
    await results.save(newStageExecution(at(1)))
    await results.save(newest)
    await results.save(newStageExecution(at(2)))
    await results.save(newStageExecution({ ...at(4), status: 'partial' }))
    await results.save(newStageExecution({ ...at(5), workspaceId: 'w2' }))
    expect((await results.reusable('w1', reuseKey))!.id).toBe(newest.id)
    expect(await results.reusable('w3', reuseKey)).toBeNull()
  })

  it('are found by data set: the newest that can be read', async () => {
    const { results } = store()
    const datasetId = newId()
    const at = (day: number) => ({ datasetId, completedAt: new Date(Date.UTC(2026, 0, day)) })
    const partial = newStageExecution({ ...at(2), status: 'partial' })
    await results.save(newStageExecution(at(1)))
    await results.save(partial)
    await results.save(newStageExecution({ ...at(3), status: 'failed' }))
    expect((await results.latest(datasetId, 'validation'))!.id).toBe(partial.id)
    expect(await results.latest(datasetId, 'quality')).toBeNull()
  })
})
