import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { areaUnderCurve, evenPoint, interval, quantile, shareFrom, type Scores } from './rank.ts'
import { scoreSessions } from './score-sessions.ts'
import { readSessions } from './sessions.ts'

const directory = process.env['TECHDECK_DATA'] ?? join(import.meta.dirname, '../../../shared/data')
const sets = readSessions(directory)
const named = (name: string) => sets.find((set) => set.name === name)
const annomi = named('therapy/annomi_transcripts')
const esconv = named('therapy/esconv_vs_failed')
if (!annomi || !esconv) console.warn(`Measured on the examples alone: no labelled sessions under ${directory}.`)

async function overallOf({ sessions }: (typeof sets)[number]): Promise<Scores> {
  const notes = await scoreSessions(sessions.map(({ conversation }) => conversation))
  const scores: Scores = { good: [], poor: [] }
  for (const { conversation, isGood } of sessions) {
    const note = notes.get(conversation.id)
    if (note) scores[isGood ? 'good' : 'poor'].push(note.scores.overall)
  }
  return scores
}

describe('the quality score', () => {
  it('ranks examples that are written as good over those written as poor', async () => {
    expect(areaUnderCurve(await overallOf(named('examples')!))).toBeGreaterThan(0.8)
  })
})

;(annomi && esconv ? describe : describe.skip)('the quality score on labelled sessions', () => {
  it('ranks high over low sessions of AnnoMI, and its scale means what the docs say', async () => {
    const scores = await overallOf(annomi!)
    expect(areaUnderCurve(scores)).toBeGreaterThan(0.8)
    // Where this fails since detectors changed: `./techdeck bench quality` prints the anchors as they are now.
    expect(Math.abs(quantile(scores.poor, 0.5) - 0.5)).toBeLessThan(0.1)
    expect(Math.abs(quantile(scores.good, 0.5) - 0.9)).toBeLessThan(0.05)
    expect(Math.abs(1 - shareFrom(scores.good, 0.7) - shareFrom(scores.poor, 0.7))).toBeLessThan(0.15)
  })

  it('ranks kept over failed talks of ESConv', async () => {
    expect(areaUnderCurve(await overallOf(esconv!))).toBeGreaterThan(0.65)
  })
})

describe('ranking', () => {
  const scores = { good: [0.9, 0.8, 0.8], poor: [0.1, 0.8] }
  it('counts how often the good are above the poor, ties as a half', () => {
    expect(areaUnderCurve({ good: [1], poor: [0] })).toBe(1)
    expect(areaUnderCurve({ good: [0.5], poor: [0.5] })).toBe(0.5)
    expect(areaUnderCurve(scores)).toBeCloseTo(5 / 6)
  })
  it('gives the same interval each time, around the figure', () => {
    const [low, high] = interval(scores, areaUnderCurve)
    expect([low, high]).toEqual(interval(scores, areaUnderCurve))
    expect(low).toBeLessThanOrEqual(5 / 6)
    expect(high).toBeGreaterThanOrEqual(5 / 6)
  })
  it('finds quantiles and the point where both kinds of mistake are as frequent', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(quantile([1, 2], 0.5)).toBe(1.5)
    expect(evenPoint({ good: [0.6, 0.8, 0.9], poor: [0.1, 0.2, 0.7] })).toBeCloseTo(0.65)
  })
})
