import { leakFigures, type Dataset, type ExecuteSettings, type LeakReview } from '@techdeck/contracts'
import { processingKey } from '@techdeck/stages/leak-rate'
import type { ApiDeps } from '../../deps.ts'

/**
 * Options by which the data card states what people found in earlier exports of the same: of each data set, its newest
 * review that was signed off. Whatever a request says of them is not believed.
 */
export async function withLeakReviews(
  { leakReviews, results }: Pick<ApiDeps, 'leakReviews' | 'results'>,
  datasets: readonly Pick<Dataset, 'id' | 'sha256'>[],
  options: ExecuteSettings['options'],
): Promise<ExecuteSettings['options']> {
  const found = await Promise.all(
    datasets.map(async ({ id, sha256 }) => {
      const review = await leakReviews.signedOf(id)
      if (!review) return []
      const stages = (await results.ofExecution(review.id)).filter(({ datasetId }) => datasetId === id)
      const of = processingKey(sha256 ?? '', (name) => {
        const stage = stages.find(({ stageName }) => stageName === name)
        return stage ? { version: Number(stage.inputData['version']), report: stage.outputData.report } : null
      })
      const { reviewed, leaking, upper95 } = leakFigures(ofDataset(review, id))
      return [{ of, reviewed, leaking, upper95 }]
    }),
  )
  const { leakReviews: _said, ...own } = options?.export ?? {}
  const known = found.flat()
  if (known.length === 0 && _said === undefined) return options
  return { ...options, export: { ...own, leakReviews: known } }
}

/** The part of a sample that is of one data set. */
function ofDataset({ sample, marks }: LeakReview, datasetId: string): Pick<LeakReview, 'sample' | 'marks'> {
  const own = sample.filter((each) => each.datasetId === datasetId)
  const ids = new Set(own.map(({ conversation }) => conversation))
  return { sample: own, marks: Object.fromEntries(Object.entries(marks).filter(([id]) => ids.has(id))) }
}
