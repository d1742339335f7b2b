import { describe, expect, it } from '@jest/globals'
import { createOutput } from '../output.ts'
import { describeTransfer, followTransfer, RateMeter } from './transfer.ts'

describe('a transfer', () => {
  it('is described by share, rate and remaining time', () => {
    expect(describeTransfer(10e6, 40e6, 3e6)).toBe('10.0 MB of 40.0 MB (25 %), 3.0 MB/s, 10.0 s left')
    expect(describeTransfer(0, 0, 0)).toBe('0 B of 0 B (100 %), 0 B/s')
  })

  it('estimates by the last seconds, so that a line that became slow is noticed', () => {
    const meter = new RateMeter(0)
    for (let at = 1000; at <= 10_000; at += 1000) meter.rate(at * 1000, at)
    for (let at = 11_000; at <= 20_000; at += 1000) expect(meter.rate(10e6, at)).toBeLessThanOrEqual(1e6)
    expect(meter.rate(10e6, 21_000)).toBe(0)
  })

  it('says a line now and then where there is no terminal', () => {
    const notes: string[] = []
    const out = {
      ...createOutput({ write: () => {} }, { write: () => {} }),
      note: (text: string) => void notes.push(text),
    }
    let now = 0
    const transfer = followTransfer(out, 'uploading', 20_000, () => now)
    for (now = 100; now <= 12_000; now += 100) transfer.moved(now)
    transfer.stop()
    expect(notes).toHaveLength(2)
    expect(notes[0]).toMatch(/^uploading: 5\.\d kB of 20\.0 kB \(2\d %\), 1\.0 kB\/s, 1\d\.\d s left$/)
  })
})
