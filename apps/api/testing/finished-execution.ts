import { DEFAULT_WORKSPACE, type JsonObject, type StageName } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import type { TestApi } from './start-api.ts'

/** What is in the exported file. */
export const EXPORTED = '{"id":"c"}\n'.repeat(100)

/** An execution with a validation and one exported file, as its owner finds it. */
export async function finishedExecution(api: TestApi, ownerId: string, options: { [stage: string]: JsonObject } = {}) {
  const dataset = await api.dataset(ownerId)
  const execution = await api.execution(ownerId, [dataset], options)
  const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(dataset.dataKeyId))!)
  const artifact = `${dataset.id}/export`
  await api.deps.artifacts.write(artifact, dataKey, [Buffer.from(EXPORTED)])
  const file = {
    name: 'a.jsonl',
    format: 'jsonl',
    artifact,
    sizeBytes: EXPORTED.length,
    sha256: sha256(EXPORTED),
    records: 100,
  }
  const records = { in: 10, out: 8, rejected: 1, quarantined: 1, merged: 0, withheld: 0 }
  const save = (stageName: StageName, report: any, files = [] as (typeof file)[], more: any[] = []) =>
    api.store.results.save(
      {
        id: `${execution.id}.${dataset.id}.${stageName}`,
        pipelineId: execution.id,
        workspaceId: DEFAULT_WORKSPACE,
        datasetId: dataset.id,
        stageName,
        status: 'completed',
        startedAt: new Date(),
        completedAt: new Date(),
        reuseKey: newId(),
        inputData: {},
        outputData: {
          output: { plan: 'p', shards: 1, manifestHash: '' },
          records,
          losses: [{ kind: 'rejected', reason: 'low_quality', count: 1 }],
          summary: {},
          report,
          files,
        },
        metrics: {},
      },
      ...(more as []),
    )
  const ids = { id: newId(), stageId: `${execution.id}.${dataset.id}.validation`, workspaceId: DEFAULT_WORKSPACE }
  await save(
    'validation',
    {},
    [],
    [
      {
        ...ids,
        overallScore: 0.9,
        dsm5Accuracy: 0.8,
        therapeuticAppropriateness: 0.7,
        privacyCompliance: 1,
        biasDetection: {},
        recommendations: ['look at x'],
      },
      {
        ...ids,
        biasScore: 0.1,
        demographicAnalysis: {},
        fairnessMetrics: {},
        recommendations: ['look at x', 'look at y'],
        detectedAt: new Date(),
      },
    ],
  )
  await save('processing', { replaced: { NAME: 3 }, therapy: { emotion: { joy: 1 } } })
  await save('quality', { mean: 0.8 })
  await save('export', {}, [file])
  return { execution, dataset }
}
