import type { JsonObject, StageName } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { hashOf } from '@techdeck/core'

const DECIDING = STAGES.slice(0, STAGES.indexOf('processing') + 1)

/**
 * Names what decides how a data set's conversations come out of processing: its bytes, and version and options of all
 * stages so far. What people found in a sample of one export holds for every other of the same.
 */
export const processingKey = (
  sha256: string,
  stage: (name: StageName) => { version: number; report: JsonObject } | null,
): string =>
  hashOf({
    sha256,
    stages: DECIDING.map((name) => {
      const { version = null, report } = stage(name) ?? {}
      return [name, version, report?.['options'] ?? null]
    }),
  })
