import { describe, expect, it } from '@jest/globals'
import { ClientFrame, FILTER_NAMES, ServerFrame, eventFilter, isFilterPattern } from './index.ts'

const accepts = (frame: unknown) => ClientFrame.safeParse(frame).success

describe('a frame of a client', () => {
  it.each([
    { type: 'hello', ticket: 'x'.repeat(43) },
    { type: 'subscribe', execution_id: 'e' },
    {
      type: 'subscribe',
      execution_id: 'e',
      after: '1:42',
      events: ['*.completed', 'quality.error', 'progress.update'],
    },
    { type: 'subscribe', dataset_id: 'd' },
    { type: 'unsubscribe', execution_id: 'e' },
    { type: 'renew', ticket: 'x'.repeat(43) },
    { type: 'ping' },
  ])('is accepted: %j', (frame) => expect(accepts(frame)).toBe(true))

  it.each([
    {},
    'ping',
    { type: 'shout' },
    { type: 'hello' },
    { type: 'hello', ticket: 'x'.repeat(1000) },
    { type: 'subscribe' },
    { type: 'subscribe', execution_id: 'e', dataset_id: 'd' },
    { type: 'subscribe', execution_id: 'e', after: 'yesterday' },
    { type: 'subscribe', execution_id: 'e', events: [] },
    { type: 'subscribe', execution_id: 'e', events: ['sleep.completed'] },
    { type: 'subscribe', execution_id: { $ne: '' } },
    { type: 'ping', more: 1 },
  ])('is refused: %j', (frame) => expect(accepts(frame)).toBe(false))
})

describe('a frame of the server', () => {
  it('tells its kinds apart', () => {
    const about = { event: 'dataset.inspected', timestamp: '2026-01-01T00:00:00.000Z', data: {} }
    expect(ServerFrame.parse({ type: 'event', dataset_id: 'd', ...about })).toMatchObject({ dataset_id: 'd' })
    expect(ServerFrame.safeParse({ type: 'event', ...about }).success).toBe(false)
  })
})

describe('a filter of events', () => {
  it('wants everything when nothing is asked for, and with a star', () => {
    for (const filter of [eventFilter(), eventFilter(['*'])]) {
      expect(filter.event('pipeline.started')).toBe(true)
      expect(filter.progress('quality')).toBe(true)
    }
  })

  it('takes a star for any part of a name', () => {
    const { event, progress } = eventFilter(['*.completed'])
    expect([event('quality.completed', 'quality'), event('pipeline.completed')]).toEqual([true, true])
    expect([event('quality.started', 'quality'), progress('quality')]).toEqual([false, false])
  })

  it('knows the errors and the progress of one stage by its name', () => {
    const { event, progress } = eventFilter(['quality.*'])
    expect([event('stage.error', 'quality'), event('stage.error', 'export')]).toEqual([true, false])
    expect([event('quality.completed', 'quality'), event('export.completed', 'export')]).toEqual([true, false])
    expect([progress('quality'), progress('export')]).toEqual([true, false])
    expect(eventFilter(['stage.error']).event('stage.error', 'export')).toBe(true)
  })

  it('refuses what no event is called', () => {
    expect(FILTER_NAMES.every(isFilterPattern)).toBe(true)
    expect(['', '*.*.*', 'quality', 'quality.slept', '*.slept', '(a+)+.x'].filter(isFilterPattern)).toEqual([])
  })
})
