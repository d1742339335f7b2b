import { describe, expect, it } from '@jest/globals'
import { readChoices } from '../../stage-options.ts'
import { joined, optionsOf, ownOf, policyOf, withOption } from './preset-of.ts'

describe('a preset in the form', () => {
  it('chooses what stands in the place of identifiers, and keeps all else that it says', () => {
    expect(policyOf({ preset: 'expert', ageBands: 5 })).toEqual({ policy: 'preset expert', rest: { ageBands: 5 } })
    expect(policyOf({ policy: 'redact', redactLabel: 'category' })).toEqual({ policy: 'redact-category', rest: {} })
    expect(policyOf({ policy: 'mask' })).toEqual({ policy: 'mask', rest: {} })
    expect(policyOf(undefined)).toEqual({ policy: 'redact', rest: {} })
    expect(policyOf({ preset: 'safe_harbor', redactLabel: 'category' }).rest).toEqual({ redactLabel: 'category' })
  })

  it('is asked for as it is written, of every preset', async () => {
    for (const { options = {} } of (await readChoices()).presets) {
      const own = ownOf({ options })
      const { policy } = policyOf(options.processing)
      expect(joined(own, options.processing ? { processing: optionsOf(policy) } : {})).toEqual(options)
    }
  })

  it('is changed option by option, and a stage without any is not named', () => {
    const own = withOption({}, 'validation', 'minTurns', 4)
    expect(own).toEqual({ validation: { minTurns: 4 } })
    expect(withOption(own, 'validation', 'minTurns', undefined)).toEqual({})
    expect(joined(own, { validation: { minTurns: 6 }, export: { plan: true } })).toEqual({
      validation: { minTurns: 6 },
      export: { plan: true },
    })
  })
})
