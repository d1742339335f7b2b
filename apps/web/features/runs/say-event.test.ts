import { describe, expect, it } from '@jest/globals'
import type { EventView } from '@techdeck/contracts'
import { sayEvent } from './say-event.ts'

const said = (event: EventView['event']) =>
  sayEvent({ event, execution_id: 'e', cursor: '1:1', timestamp: '2026-11-30T12:00:00.000Z', data: {} }).text

describe('what happened to a run', () => {
  it('is told in whole sentences', () => {
    expect(
      (['started', 'completed', 'partial', 'failed', 'cancelled'] as const).map((verb) => said(`pipeline.${verb}`)),
    ).toEqual([
      'The run began',
      'The run completed',
      'The run ended in part',
      'The run failed',
      'The run was cancelled',
    ])
  })
})
