import { expect, it } from '@jest/globals'
import { findDistortions } from './index.ts'

it("reports wording in a client's words and never diagnoses", () => {
  const found = findDistortions([
    { index: 0, role: 'client', text: 'Nobody will ever want me. It is my fault, I should have known.' },
    { index: 1, role: 'therapist', text: 'You should always be kind to yourself.' },
  ])
  const categories = found.map(({ category }) => category)
  expect(categories).toContain('overgeneralizing')
  expect(categories).toContain('personalizing')
  expect(categories).toContain('should statements')
  expect(found.every(({ turn }) => turn === 0)).toBe(true)
  expect(found.map(({ reason }) => reason).join()).not.toMatch(/diagnos|disorder|suffers/)
})
