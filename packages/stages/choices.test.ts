import { describe, expect, it } from '@jest/globals'
import { EXPORT_FORMATS } from '@techdeck/contracts'
import { readChoices } from './choices.ts'

describe('the choices of a run', () => {
  it('are all of the contracts, each with what it means', async () => {
    const { options } = await readChoices()
    const all = Object.values(options).flat()
    expect(all.length).toBeGreaterThan(35)
    expect(all.filter(({ text }) => text.length < 12).map(({ name }) => name)).toEqual([])
    expect(all.filter(({ text }) => /[`*]/.test(text)).map(({ name }) => name)).toEqual([])
    expect(options.standardization?.find(({ name }) => name === 'nearDuplicates')).toMatchObject({
      kind: 'choice',
      choices: ['mark', 'drop', 'keep'],
      usual: 'mark',
      text: expect.stringContaining('\n- drop: those that are near'),
    })
    expect(options.processing?.find(({ name }) => name === 'replaceFrom')).toMatchObject({
      kind: 'number',
      least: 0,
      most: 1,
      usual: 0.3,
      isWhole: false,
    })
  })

  it('come with the presets, whose formats there are', async () => {
    const { presets } = await readChoices()
    expect(presets.map(({ name }) => name)).toContain('safe-harbor')
    for (const { description, formats = [] } of presets) {
      expect(description?.length).toBeGreaterThan(20)
      expect(formats.filter((format) => !EXPORT_FORMATS.includes(format))).toEqual([])
    }
  })
})
