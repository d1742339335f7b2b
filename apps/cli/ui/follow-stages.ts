import type { StageName } from '@techdeck/contracts'
import type { Output } from '../output.ts'
import { describeRow, StageBoard } from './stage-board.ts'
import { stageBars } from './stage-bars.ts'

/** Shows how an execution gets on: live bars on a terminal, elsewhere a line on standard error as each stage ends. */
export function followStages(out: Output, stages?: readonly StageName[]): { board: StageBoard; stop(): void } {
  if (out.terminal) return stageBars(out.terminal, stages)
  const said = new Set<StageName>()
  const board = new StageBoard(stages, () => {
    for (const row of board.rows) {
      const ended = row.status !== 'pending' && row.status !== 'running'
      if (!ended || said.has(row.stage)) continue
      said.add(row.stage)
      out.note(`${row.stage}: ${row.status}${row.records ? `, ${describeRow(row)}` : ''}`)
    }
  })
  return { board, stop: () => {} }
}
