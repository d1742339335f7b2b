import { describe, expect, it } from '@jest/globals'
import { createOutput, type Terminal } from '../output.ts'
import { fakeTerminal } from '../testing/terminal.ts'
import { followStages } from './follow-stages.ts'
import { followTransfer } from './transfer.ts'

const outputOn = (terminal: Terminal) => createOutput({ write: () => {} }, terminal)

describe('on a terminal', () => {
  it('every stage has a bar of its own, which shows its counts at the end', () => {
    const { stream, text } = fakeTerminal()
    const { board, stop } = followStages(outputOn(stream))
    const records = { in: 5, out: 4, rejected: 0, quarantined: 1, merged: 0, withheld: 0 }
    const ended = { event: 'ingestion.completed', stage: 'ingestion' as const, dataset_id: 'd' }
    board.event({ ...ended, data: { status: 'completed', result: { records } } })
    stop()
    expect(text()).toContain('100 %  in 5  out 4  quarantined 1')
    for (const stage of ['standardization', 'validation', 'processing', 'quality', 'export'])
      expect(text()).toContain(stage)
  })

  it('a transfer has a bar with share and rate', () => {
    const { stream, text } = fakeTerminal(120)
    let now = 0
    const transfer = followTransfer(outputOn(stream), 'uploading 1 file', 2000, () => now)
    now = 1000
    transfer.moved(2000)
    transfer.stop()
    expect(text()).toMatch(/uploading 1 file █{30} 2\.0 kB of 2\.0 kB \(100 %\), 2\.0 kB\/s/)
  })
})
