import { describe, expect, it } from '@jest/globals'
import type { Role } from '@techdeck/contracts'
import { findStereotypes } from './index.ts'

const found = (text: string, role: Role = 'therapist') => findStereotypes([{ index: 0, role, text }])

describe('stereotypes', () => {
  it('are things said of a whole group', () => {
    expect(found('Women are always so emotional.')).toMatchObject([
      { kind: 'stereotype', category: 'gender_and_sex', confidence: 0.8 },
    ])
    expect(found("Immigrants can't keep a job.")).toMatchObject([{ category: 'characteristics' }])
  })
  it('are turns of phrase about kinds of people', () => {
    expect(found('People like you are hard to help.')).toMatchObject([{ category: 'person' }])
  })
  it('are not every comparison with somebody, only what then says a thing of many', () => {
    for (const text of [
      'I kind of like it.',
      'Those people are nice.',
      'I met someone like him.',
      'How people like to smoke!',
    ])
      expect(found(text)).toEqual([])
    expect(found("It's a guy I know.")).toEqual([])
    expect(found('People like them always lie.')).toMatchObject([{ category: 'person' }])
    expect(found("Those people can't be helped.")).toMatchObject([{ category: 'person' }])
    expect(found("It's a woman thing.")).toMatchObject([{ category: 'person' }])
  })
  it('weigh less in the words of a client', () => {
    expect(found('Women are always so emotional.', 'client')).toMatchObject([{ confidence: 0.5 }])
  })
  it('are not said of one person or in another sentence', () => {
    expect(found('A woman called. I always answer.')).toEqual([])
    expect(found('Two women came in today.')).toEqual([])
  })
})
