import type { StageName } from '@techdeck/contracts'
import { ONE_PASS, type StageOutline } from './definition.ts'
import { summary as exportSummary } from './export/summary.ts'
import { GROUP, READ } from './ingestion/phases.ts'
import { summary as ingestion } from './ingestion/summary.ts'
import { summary as processing } from './processing/summary.ts'
import { summary as quality } from './quality/summary.ts'
import { summary as standardization } from './standardization/summary.ts'
import { summary as validation } from './validation/summary.ts'

/**
 * The six stages without the code that works on content: a process that only plans them and adds up what they say
 * starts without their readers, detectors and word lists.
 */
export const OUTLINES: Readonly<Record<StageName, StageOutline>> = {
  ingestion: { phases: [READ, GROUP], summary: ingestion },
  standardization: { phases: [ONE_PASS], summary: standardization },
  validation: { phases: [ONE_PASS], summary: validation },
  processing: { phases: [ONE_PASS], summary: processing },
  quality: { phases: [ONE_PASS], summary: quality },
  export: { phases: [ONE_PASS], summary: exportSummary },
}

export type { StageOutline } from './definition.ts'
