import { expect, it } from '@jest/globals'
import { findPhiIndicators } from './index.ts'

it('flags words of health care by kind', () => {
  const text = 'The patient was diagnosed, her medical records and treatment plan are at the clinic.'
  const found = findPhiIndicators([{ index: 3, role: 'therapist', text }])
  expect(found.map(({ category }) => category)).toEqual([
    'patient',
    'diagnosis',
    'medical_record',
    'treatment',
    'treatment',
    'provider',
  ])
  expect(found[0]).toMatchObject({ kind: 'phi_indicator', turn: 3, start: 4, end: 11 })
})

it('flags nothing in ordinary talk', () => {
  expect(findPhiIndicators([{ index: 0, role: 'client', text: 'We went to the lake and had a nice day.' }])).toEqual([])
})
