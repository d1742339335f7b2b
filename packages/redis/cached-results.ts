import type { CacheKey, CachingManager } from './caches.ts'

/** The methods of a store of results that are cached, and those that change what is cached. */
interface Results {
  save(result: Named, ...more: never[]): Promise<void>
  saveAll(results: readonly never[]): Promise<void>
  get(executionId: string, datasetId: string, stage: never): Promise<object | null>
}
interface ReadResults extends Results {
  removeOf(datasetId: string): Promise<void>
  validation(stageId: string): Promise<object | null>
  bias(stageId: string): Promise<object | null>
}
interface Named {
  id: string
  datasetId: string
  stageName: string
}

/**
 * The same store, with caches in front of what stages did, what exports converted and what validation found. What is
 * saved or removed through it is forgotten before and after, by every instance.
 */
export function withResultCaches<R extends ReadResults>(results: R, caches: CachingManager): R {
  const forget = async (saved: readonly Named[]) => {
    await Promise.all(saved.flatMap((result) => keysOf(result).map((key) => caches.forget(key))))
  }
  const changing = async (saved: readonly Named[], change: () => Promise<void>) => {
    await forget(saved)
    await change()
    await forget(saved)
  }
  const own: { [method: string]: (...args: never[]) => Promise<unknown> } = {
    save: (result: Named, ...more: never[]) => changing([result], () => results.save(result, ...more)),
    saveAll: (all: readonly Named[]) => changing(all, () => results.saveAll(all as readonly never[])),
    get: (executionId: string, datasetId: string, stage: string) =>
      caches.through(stageKey(`${executionId}.${datasetId}.${stage}`, datasetId, stage), () =>
        results.get(executionId, datasetId, stage as never),
      ),
    validation: (stageId: string) =>
      caches.through(findingKey('validation_results', stageId), () => results.validation(stageId)),
    bias: (stageId: string) => caches.through(findingKey('bias_detection', stageId), () => results.bias(stageId)),
    async removeOf(datasetId: string) {
      await results.removeOf(datasetId)
      await caches.forgetDataset(datasetId)
    },
  }
  return new Proxy(results, {
    get: (target, name) => (typeof name === 'string' && own[name]) || (Reflect.get(target, name) as unknown),
  })
}

const stageKey = (id: string, datasetId: string, stage: string): CacheKey =>
  stage === 'export'
    ? { cache: 'format_conversion', datasetId, what: id }
    : { cache: 'stage_results', stage, datasetId, what: id }

/** Ids of stages' results are `execution.dataset.stage`. */
const findingKey = (cache: 'validation_results' | 'bias_detection', stageId: string): CacheKey => ({
  cache,
  datasetId: stageId.split('.')[1] ?? '',
  what: stageId,
})

const keysOf = ({ id, datasetId, stageName }: Named): CacheKey[] => [
  stageKey(id, datasetId, stageName),
  ...(stageName === 'validation' ? [findingKey('validation_results', id), findingKey('bias_detection', id)] : []),
]
