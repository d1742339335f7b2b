import { describe, expect, it } from '@jest/globals'
import { SiteList } from '@techdeck/contracts'
import fc from 'fast-check'
import { conversation, finishRuns, joined, runStage } from '../testing.ts'
import { validation } from '../validation/index.ts'
import { processing } from './index.ts'
import { SiteWords } from './site-words.ts'

const words = (list: object) => new SiteWords(SiteList.parse(list))
const spans = (list: object, text: string) =>
  words(list)
    .applyTo([{ index: 0, text }], [])
    .map(({ start, end }) => Array.from(text).slice(start, end).join(''))

async function processed(texts: string[], list: object, options = {}, metadata = {}) {
  const given = { ...conversation(...texts), metadata }
  const checked = await runStage(validation, [joined(given)])
  const records = [joined(given, { validation: checked.output[0].note })]
  const siteList = async () => SiteList.parse(list)
  return runStage(processing, records, options, { siteList })
}
const textOf = (run: Awaited<ReturnType<typeof processed>>) =>
  run.output.flatMap(({ conversation: { turns } }) => turns.map(({ text }) => text))

describe('a site’s own words', () => {
  it('are found in any case, with accents or without, and without their possessive', () => {
    const list = { hide: [{ text: 'Zoë Whitlock' }, { text: 'Harbour House' }, { text: 'Zoë' }] }
    expect(spans(list, '😀 zoe whitlock’s group at HARBOUR  HOUSE, said Zoë.')).toEqual([
      'zoe whitlock',
      'HARBOUR  HOUSE',
      'Zoë',
    ])
    expect(spans({ hide: [{ text: 'Rose', exact: true }] }, 'the rose that Rose has')).toEqual(['Rose'])
  })

  it('are hidden wherever they are said, under the policy of their category', async () => {
    const list = { hide: [{ text: 'quilla' }, { text: 'the annex', category: 'location' }] }
    const run = await processed(
      ['quilla said to come.', 'To the annex?'],
      list,
      { redactLabel: 'category' },
      {
        ward: 'the annex',
      },
    )
    expect(textOf(run)).toEqual(['[NAME] said to come.', 'To [LOCATION]?'])
    expect(run.output[0].conversation.metadata).toEqual({ ward: '[LOCATION]' })
    expect(run.output[0].note.replaced).toEqual({ name: 1, location: 1 })
  })

  it('are kept although detectors take them for names, but for those that are to be hidden', async () => {
    const talk = ['My name is Anna Beck.', 'Did Dr. Beck help you?']
    const kept = await processed(talk, { keep: ['Beck', 'Anna'] })
    expect(textOf(kept)).toEqual(talk)
    const hidden = await processed(talk, { keep: ['Beck', 'Anna'], hide: [{ text: 'Anna' }] })
    expect(textOf(hidden).join()).not.toContain('Anna')
  })

  it('withhold a conversation in which a planted string is left, and count those that went', async () => {
    const list = { canaries: ['zqx canary 7', 'quilla@plant.example'] }
    const left = await processed(['the ZQX  canary 7 sings', 'oh'], list)
    expect(left.output).toEqual([])
    expect(left.losses).toMatchObject([{ kind: 'withheld', reason: 'canary_left' }])
    const gone = await processed(['mail quilla@plant.example please', 'oh'], list)
    expect(gone.losses).toEqual([])
    expect((await finishRuns(processing, [gone])).report.canaries).toBe(1)
  })

  it('lie inside of any text', () => {
    const list = words({ hide: [{ text: 'aa' }, { text: 'b c' }, { text: '😀😀' }] })
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '😀', 'é', '.', '’s') }), (text) => {
        for (const { start, end } of list.applyTo([{ index: 0, text }], []))
          expect([start >= 0, start < end, end <= Array.from(text).length]).toEqual([true, true, true])
      }),
    )
  })
})
