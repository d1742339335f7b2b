/** The part of `@bcoe/v8-coverage` that we use; version 1 ships no types. */
declare module '@bcoe/v8-coverage' {
  import type { Profiler } from 'node:inspector'

  export type ScriptCov = Profiler.ScriptCoverage
  export interface ProcessCov {
    result: ScriptCov[]
  }
  /** Adds up what several processes or threads ran. */
  export function mergeProcessCovs(processes: readonly ProcessCov[]): ProcessCov
}
