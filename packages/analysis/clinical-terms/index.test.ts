import { describe, expect, it } from '@jest/globals'
import { findClinicalTerms } from './index.ts'

const found = (text: string): string[] =>
  findClinicalTerms([{ index: 0, role: 'therapist', text }]).map(
    ({ kind, category, start, end }) => `${kind} ${category}: ${text.slice(start, end)}`,
  )

describe('clinical terms', () => {
  it('are names of disorders, the longest one', () => {
    expect(found('She has obsessive-compulsive personality disorder.')).toEqual([
      'clinical_term disorder: obsessive-compulsive personality disorder',
    ])
  })
  it('are names of medicines', () => {
    expect(found('I take 20 mg of Prozac and some sertraline.')).toEqual([
      'clinical_term medication: Prozac',
      'clinical_term medication: sertraline',
    ])
  })
  it('are codes of chapter F', () => {
    expect(found('coded F41.1 and F20')).toEqual(['clinical_term code: F41.1', 'clinical_term code: F20'])
    expect(found('Press F12. The F16 flew by. B12 is a vitamin.')).not.toContain('clinical_term code: B12')
  })
})

describe('a code by itself', () => {
  const reasons = (text: string) =>
    findClinicalTerms([{ index: 0, role: 'therapist', text }]).flatMap(({ kind, reason }) =>
      kind === 'clinical_mismatch' ? [reason] : [],
    )

  it('is checked against all codes of chapter F', () => {
    expect(reasons('Coded F50.810, F84.5 and F18.259.')).toEqual([])
    expect(reasons('Coded F32.7 last week.')).toEqual(['F32.7 is no code of ICD-10-CM'])
    expect(reasons('Coded F31.99 and F20.')).toEqual(['F31.99 is no code of ICD-10-CM'])
  })
  it('is found in other chapters where it is listed', () => {
    expect(found('with R45.851, Z91.51 and T14.91, on the T20.5 bus')).toEqual([
      'clinical_term code: R45.851',
      'clinical_term code: Z91.51',
      'clinical_term code: T14.91',
    ])
  })
})

describe('a code beside a name', () => {
  it('is right where it belongs to the name', () => {
    expect(found('F33.1, major depressive disorder, recurrent')).toEqual([
      'clinical_term code: F33.1',
      'clinical_term disorder: major depressive disorder',
    ])
    expect(found('panic disorder (F41.0)')).toHaveLength(2)
  })
  it('is a mismatch where it belongs to another, and the reason names the official title', () => {
    const findings = findClinicalTerms([{ index: 0, role: 'therapist', text: 'Diagnosis: panic disorder, F32.1.' }])
    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'clinical_mismatch',
        reason: 'F32.1 is the code of major depressive disorder, single episode, moderate',
      }),
    )
  })
  it('is a mismatch where it has another specifier than the one that is said', () => {
    const kinds = (text: string) =>
      findClinicalTerms([{ index: 0, role: 'therapist', text }]).flatMap(({ kind, category, reason }) =>
        kind === 'clinical_mismatch' ? [`${category}: ${reason}`] : [],
      )
    expect(kinds('Major depressive disorder, recurrent, severe, F33.0.')).toEqual([
      'specifier: F33.0 is the code of major depressive disorder, recurrent, mild',
    ])
    expect(kinds('Major depressive disorder, recurrent, mild, F33.0.')).toEqual([])
    expect(kinds('Major depressive disorder, single episode, F33.1.')).toHaveLength(1)
    expect(kinds('Major depressive disorder, F33.1, she is better now.')).toEqual([])
  })
})
