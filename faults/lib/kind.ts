import type { System } from './system.ts'

/** What one kind of fault came to. */
export interface Tally {
  /** Faults that were really caused. */
  tried: number
  lost: number
  doubled: number
  /** Milliseconds from each fault until work went on, where that was measured. */
  recoveryMs: number[]
  problems: string[]
  /** Why nothing was tried, where it cannot be here. */
  skipped?: string
}

export interface FaultKind {
  name: string
  /** How many faults the long form causes, and the short one. */
  amount: { long: number; short: number }
  /** Work must go on within this, in milliseconds. */
  limitMs?: number
  cause(system: System, amount: number, random: () => number): Promise<Tally>
}

export const emptyTally = (): Tally => ({ tried: 0, lost: 0, doubled: 0, recoveryMs: [], problems: [] })

/** Adds what a run's check found. */
export function addProblems(tally: Tally, problems: readonly string[]): void {
  for (const problem of problems) {
    if (problem.startsWith('doubled')) tally.doubled++
    else tally.lost++
    tally.problems.push(problem)
  }
}
