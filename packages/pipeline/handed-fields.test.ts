import { describe, expect, it } from '@jest/globals'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { handedFields } from './handed-fields.ts'

const RECORD = {
  id: 'c',
  source: 1,
  language: 2,
  turns: 3,
  metadata: 4,
  labels: 5,
  position: 6,
  cluster: 7,
  rows: 8,
  secret: 9,
}
const NOTE = {
  id: 'c',
  findings: 1,
  crisis: 2,
  coded: 3,
  tiers: 4,
  verdict: 5,
  therapy: 6,
  replaced: 7,
  groups: 8,
  scores: 9,
}

describe('what a stage is handed', () => {
  it('is what its contract names and the id, in the order of the record', () => {
    const { ofRecord } = handedFields({ reads: ['turns', 'source'] })
    expect(Object.keys(ofRecord(RECORD))).toEqual(['id', 'source', 'turns'])
    const { ofNote } = handedFields({ reads: ['turns', 'validation.tiers', 'validation.crisis', 'quality.scores'] })
    expect(ofNote('validation', NOTE)).toEqual({ id: 'c', crisis: 2, tiers: 4 })
    expect(ofNote('processing', NOTE)).toEqual({ id: 'c' })
  })

  it.each([
    ['standardization', 'language turns metadata labels position'],
    ['validation', 'source turns'],
    ['processing', 'source language turns metadata labels cluster'],
    ['quality', 'source language turns'],
    ['export', 'source language turns metadata labels cluster'],
  ] as const)('is of a conversation, for %s: %s', (stage, fields) => {
    const { ofRecord } = handedFields(CONTRACTS[stage])
    expect(Object.keys(ofRecord(RECORD)).join(' ')).toBe(`id ${fields}`)
  })

  it.each([
    ['processing', 'validation', 'findings crisis coded'],
    ['quality', 'validation', 'crisis tiers verdict'],
    ['quality', 'processing', 'therapy replaced'],
    ['export', 'processing', 'findings therapy groups'],
    ['export', 'quality', 'scores'],
  ] as const)('is for %s of what %s said: %s', (stage, of, fields) => {
    const { ofNote } = handedFields(CONTRACTS[stage])
    expect(Object.keys(ofNote(of, NOTE)).join(' ')).toBe(`id ${fields}`)
  })
})
