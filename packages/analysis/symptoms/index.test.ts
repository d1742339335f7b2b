import { expect, it } from '@jest/globals'
import { findSymptoms } from './index.ts'

it("reports topics in a client's words and never diagnoses", () => {
  const found = findSymptoms([
    { index: 0, role: 'client', text: "I can't sleep, I'm always tired and I can't concentrate." },
    { index: 1, role: 'therapist', text: 'You cannot sleep and have panic attacks?' },
  ])
  expect(found.map(({ turn, category }) => [turn, category])).toEqual([
    [0, 'sleep'],
    [0, 'fatigue'],
    [0, 'concentration'],
  ])
  expect(found.map(({ reason }) => reason).join()).not.toMatch(/diagnos|disorder|suffers|has /)
})
