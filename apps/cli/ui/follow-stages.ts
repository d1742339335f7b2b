import type { StageName } from '@techdeck/contracts'
import type { Output } from '../output.ts'
import { describeRecords, StageBoard } from './stage-board.ts'
import { stageBars } from './stage-bars.ts'

/** Shows how an execution gets on: live bars on a terminal, elsewhere a line on standard error as each stage ends. */
export function followStages(out: Output, stages?: readonly StageName[]): { board: StageBoard; stop: () => void } {
  if (out.terminal) return stageBars(out.terminal, stages)
  const said = new Set<StageName>()
  const board = new StageBoard(stages, () => sayEnded(false))
  return { board, stop: () => sayEnded(true) }

  /** A stage's counts come a moment after word that it ended; they are waited for until a later stage has begun. */
  function sayEnded(last: boolean): void {
    const reached = board.rows.findLastIndex(({ status }) => status !== 'pending')
    for (const [index, row] of board.rows.entries()) {
      const ended = row.status !== 'pending' && row.status !== 'running'
      if (!ended || said.has(row.stage) || (!row.records && index === reached && !last)) continue
      said.add(row.stage)
      out.note(`${row.stage}: ${row.status}${row.records ? `, ${describeRecords(row.records)}` : ''}`)
    }
  }
}
