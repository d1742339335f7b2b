import cliProgress from 'cli-progress'
import type { StageName } from '@techdeck/contracts'
import type { Terminal } from '../output.ts'
import { describeRow, StageBoard, type StageRow } from './stage-board.ts'

const WIDTH = 24

/** One line of the bars, at most as wide as `columns`. */
export function stageLine(row: StageRow, columns: number): string {
  const percent = row.status === 'completed' || row.status === 'reused' ? 100 : row.percent
  const filled = Math.round((percent / 100) * WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  const line = `${row.stage.padEnd(16)}${bar} ${String(percent).padStart(3)} %  ${describeRow(row)}`
  return line.trimEnd().slice(0, Math.max(20, columns - 1))
}

/**
 * A board that draws a live bar for each stage on a terminal, in place. `stop` leaves the last state standing and gives
 * the cursor back; it must be called before anything else is written there.
 */
export function stageBars(terminal: Terminal, stages?: readonly StageName[]): { board: StageBoard; stop: () => void } {
  const bars = new cliProgress.MultiBar({
    stream: terminal,
    hideCursor: true,
    fps: 10,
    emptyOnZero: true,
    format: (_options, _params, { row }: { row: StageRow }) => stageLine(row, terminal.columns ?? 80),
  })
  const board = new StageBoard(stages, draw)
  const drawn = board.rows.map((row) => bars.create(100, 0, { row }))
  return { board, stop: () => bars.stop() }

  function draw(): void {
    for (const [index, row] of board.rows.entries()) drawn[index]?.update(row.percent, { row })
  }
}
