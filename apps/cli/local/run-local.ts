import { rm } from 'node:fs/promises'
import { createFolderStore } from '@techdeck/artifacts'
import {
  toExecutionView,
  type Estimate,
  type ExecutionView,
  type ExportFileView,
  type JsonObject,
  type LossKind,
  type GivenMapping,
  type StageName,
  type Tracker,
} from '@techdeck/contracts'
import { createLogger, readUnpackLimits } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { homePaths, readDevstackEnv } from '@techdeck/devstack'
import { toKeptMapping } from '@techdeck/formats/given-mapping'
import { runLocal, type LocalOptions } from '@techdeck/pipeline/local'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import type { CliContext } from '../command.ts'
import { pathIn, writeExport } from './export-folder.ts'
import { privateFolder } from './scratch.ts'
import { sealFor, writeSealed } from './seal.ts'
import { writeTrail } from './trail-folder.ts'

export type RunSettings = Pick<
  LocalOptions,
  | 'executionMode'
  | 'qualityThreshold'
  | 'enableBiasDetection'
  | 'exportFormats'
  | 'options'
  | 'licence'
  | 'consent'
  | 'siteList'
> & {
  /** Of the files that are given. */
  mapping?: GivenMapping
}

export interface LocalResult {
  /** Of a dry run: what would come out. */
  estimate?: Estimate
  /** How good the conversations are, and what other thresholds would keep; of a run that got so far. */
  quality?: JsonObject
  execution: ExecutionView
  files: ExportFileView[]
  losses: { stage: StageName; kind: LossKind; reason: string; count: number }[]
}

/**
 * Runs files through all stages in this process and writes the exports to `folder`, which must be there. On the way
 * content lies sealed in a private folder that is removed at the end; pseudonyms are those of this machine's key ring,
 * which is made when there is none. For `recipients`, the exports are sealed.
 *
 * @throws UnprocessableFileError when no file holds conversations that can be read.
 */
export async function runToFolder(
  { environment, signal }: Pick<CliContext, 'environment' | 'signal'>,
  files: readonly string[],
  folder: string,
  { mapping, ...settings }: RunSettings,
  onProgress: (tracker: Tracker) => void,
  recipients?: readonly string[],
): Promise<LocalResult> {
  const seal = recipients && (await sealFor(recipients))
  const keyFile = environment['TECHDECK_KEY_FILE'] ?? homePaths(readDevstackEnv(environment).home).keyFile
  await createKeyRingFile(keyFile)
  const keyRing = await loadKeyRing({ env: environment, file: keyFile })
  const scratch = await privateFolder()
  try {
    const run = await runLocal({
      ...settings,
      ...(mapping && { mapping: toKeptMapping(mapping) }),
      files,
      artifacts: createFolderStore(scratch),
      keyRing,
      stages: STAGE_DEFINITIONS,
      unpackLimits: readUnpackLimits(environment),
      logger: createLogger('cli', { level: 'silent' }),
      signal,
      onProgress,
    })
    for (const file of run.files)
      if (seal) await writeSealed(pathIn(folder, file.name), seal, run.read(file), signal)
      else await writeExport(folder, file, run.read(file), signal)
    // What is sealed is for somebody else, and nothing lies beside it in the clear.
    if (!seal)
      await writeTrail(folder, { settings: run.settings, files: await run.passportFiles() }, run.passports(), signal)
    const estimate = await run.estimate()
    const quality = run.results.find(({ stageName }) => stageName === 'quality')?.outputData.report
    return {
      ...(estimate && { estimate }),
      ...(quality && { quality }),
      execution: toExecutionView(run.execution),
      files: run.files.map(({ name, format, sizeBytes, sha256, records, split }) => ({
        name,
        format,
        size_bytes: sizeBytes,
        sha256,
        records,
        ...(split !== undefined && { split }),
      })),
      losses: run.results.flatMap(({ stageName, outputData }) =>
        outputData.losses.map((loss) => ({ stage: stageName, ...loss })),
      ),
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
