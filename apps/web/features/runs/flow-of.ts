import type { Records, ReportView, StageName } from '@techdeck/contracts'

/** What a stage passed on of its conversations, and what it kept back and why. */
export interface Step {
  readonly stage: StageName
  readonly in: number
  readonly out: number
  readonly lost: readonly (readonly [kind: string, count: number])[]
}

const KINDS = ['rejected', 'quarantined', 'merged', 'withheld'] as const satisfies readonly (keyof Records)[]

/**
 * How many conversations went through each stage, over all data sets. Ingestion is left out: it counts rows, of which
 * many make a conversation.
 */
export function flowOf(stages: ReportView['conservation']['stages']): Step[] {
  const steps = new Map<StageName, Records[]>()
  for (const { stage, records } of stages)
    if (stage !== 'ingestion') steps.set(stage, [...(steps.get(stage) ?? []), records])
  return [...steps].map(([stage, all]) => {
    const sum = (name: keyof Records) => all.reduce((count, records) => count + (records[name] ?? 0), 0)
    const lost = KINDS.map((kind) => [kind, sum(kind)] as const).filter(([, count]) => count > 0)
    return { stage, in: sum('in'), out: sum('out'), lost }
  })
}
