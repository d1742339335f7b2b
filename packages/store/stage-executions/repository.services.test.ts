import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newStageExecution } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('results of stages', () => {
  const store = useTestStore('results')

  it('that do not fit the schema are refused, together or alone', async () => {
    const { results } = store()
    const broken = newStageExecution({ status: 'no such' as never })
    const refused = { code: 'PROCESSING_ERROR_FINAL' }
    await expect(results.saveAll([newStageExecution(), broken])).rejects.toMatchObject(refused)
    await expect(results.save(broken)).rejects.toMatchObject(refused)
    expect(await results.ofExecution(broken.pipelineId)).toEqual([])
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
