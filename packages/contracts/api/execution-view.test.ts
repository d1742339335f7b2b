import { describe, expect, it } from '@jest/globals'
import { statusOver } from './execution-view.ts'

describe('a stage of several data sets', () => {
  it.each([
    [['pending', 'pending'], 'pending'],
    [['completed', 'pending'], 'running'],
    [['running', 'failed'], 'running'],
    [['completed', 'reused'], 'completed'],
    [['completed', 'failed'], 'partial'],
    [['skipped', 'failed'], 'failed'],
    [['cancelled', 'skipped'], 'cancelled'],
    [['partial', 'reused'], 'partial'],
  ] as const)('that are %j is %s', (statuses, over) => {
    expect(statusOver(statuses)).toBe(over)
  })
})
