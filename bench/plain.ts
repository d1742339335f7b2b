import { tmpdir } from 'node:os'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolderStore } from '@techdeck/artifacts'
import { createLogger } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { runLocal } from '@techdeck/pipeline/local'
import { STAGE_DEFINITIONS } from '@techdeck/stages'

// The limit: the same stages over the same files, record form and encryption in one process, without queues and
// records on a server. Runs a warm-up file first; prints one line of JSON.

const [warmUp, file] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'techdeck-plain-'))
try {
  const ring = join(folder, 'ring.json')
  await createKeyRingFile(ring)
  const keyRing = await loadKeyRing({ file: ring })
  const run = (path: string) =>
    runLocal({
      files: [path],
      artifacts: createFolderStore(join(folder, 'artifacts')),
      keyRing,
      stages: STAGE_DEFINITIONS,
      logger: createLogger('plain', { level: 'silent' }),
      signal: new AbortController().signal,
      executionMode: 'standard',
      qualityThreshold: 0,
      enableBiasDetection: true,
      exportFormats: ['jsonl'],
    })
  await run(warmUp)
  process.send?.('warm')
  await new Promise((resolve) => process.once('message', resolve))
  const { execution, results } = await run(file)
  if (!['completed', 'partial'].includes(execution.status)) throw new Error(`The run ended ${execution.status}.`)
  const stages = Object.fromEntries(results.map(({ stageName, metrics }) => [stageName, metrics.compute_ms]))
  process.send?.({ ...execution.metrics, stages })
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.disconnect?.()
