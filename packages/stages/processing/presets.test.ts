import { describe, expect, it } from '@jest/globals'
import { openFromVault } from '@techdeck/core'
import { conversation, finishRuns, joined, runStage } from '../testing.ts'
import { validation } from '../validation/index.ts'
import { contract } from './contract.ts'
import { processing } from './index.ts'

async function processed(texts: string[], options: object, metadata = {}) {
  const given = { ...conversation(...texts), metadata }
  const checked = await runStage(validation, [joined(given)])
  const run = await runStage(processing, [joined(given, { validation: checked.output[0].note })], options)
  return { ...run, text: run.output.flatMap(({ conversation: { turns } }) => turns.map(({ text }) => text)) }
}
const TALK = [
  'I am Sarah Miller, born on March 5, 1987, and my record number is MRN 4471882.',
  'My grandmother is 94 years old. She was a 94-year-old when I moved to Springfield on June 2, 2019.',
  "Sarah's mother called me on 415-555-2671 on June 16, 2019.",
]
const problems = (options: object) =>
  contract.options.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('the preset safe_harbor', () => {
  it('leaves years, and nothing that is derived from a person', async () => {
    const { text } = await processed(TALK, { preset: 'safe_harbor', redactLabel: 'category' })
    expect(text).toEqual([
      'I am [NAME], born in 1987, and my record number is [MEDICAL_RECORD_NUMBER].',
      'My grandmother is over 89 years old. She was an over 89-year-old when I moved to [LOCATION] in 2019.',
      "[NAME]'s mother called me on [PHONE] in 2019.",
    ])
  })

  it('says how it was done, and that nobody has to determine anything', async () => {
    const { report } = await finishRuns(processing, [await processed(TALK, { preset: 'safe_harbor' })], {
      preset: 'safe_harbor',
    })
    expect(report.method).toMatchObject({ name: 'safe_harbor', needs_determination: false })
  })

  it('refuses what the rule does not allow, and says what would', () => {
    expect(problems({ preset: 'safe_harbor', policies: { name: 'surrogate' } })).toEqual([
      'policies.name: safe_harbor allows redact, mask, generalise; take the preset expert',
    ])
    for (const options of [
      { policy: 'hash' },
      { policies: { date: 'shift_dates' } },
      { dateDetail: 'month' },
      { keepFields: ['patient_id'] },
      { replaceFrom: 0.9 },
      { withholdFrom: 0.95 },
    ])
      expect(problems({ preset: 'safe_harbor', ...options })).toHaveLength(1)
    expect(problems({ preset: 'safe_harbor', policies: { name: 'mask' }, keepFields: ['topic'] })).toEqual([])
  })
})

describe('initials', () => {
  it('go with the names that they stand beside', async () => {
    const { text } = await processed(
      ['I am Sarah Miller.', 'S. Miller? Ask Sarah M. about it.', 'Sarah. M is a letter. I am tired.'],
      { redactLabel: 'category' },
    )
    expect(text.slice(1)).toEqual(['[NAME]? Ask [NAME] about it.', '[NAME]. M is a letter. I am tired.'])
    const invented = await processed(['I am Sarah Miller.', 'S. Miller? Ask Sarah M. about it.'], { preset: 'expert' })
    const [, given, family] = /^I am (\w+) (\w+)\.$/.exec(invented.text[0])!
    expect(invented.text[1]).toBe(`${given[0]}. ${family}? Ask ${given} ${family[0]}. about it.`)
  })
})

describe('the preset expert', () => {
  it('invents names and places, moves dates alike, and reads as text', async () => {
    const { text } = await processed(TALK, { preset: 'expert' }, { patient_id: 'p7' })
    const all = text.join('\n')
    expect(all).not.toMatch(/Sarah|Miller|Springfield|4471882|2671|March 5|June 2,/)
    const [, name] = /^I am (\p{Lu}\p{Ll}+) \p{Lu}\p{Ll}+, born on \p{Lu}\p{Ll}+ \d+, 198\d/u.exec(text[0]) ?? []
    expect(name).toBeDefined()
    expect(text[2].startsWith(`${name}'s mother`)).toBe(true)
    const [from, to] = [/(?<=on )\p{Lu}\p{Ll}+ \d+, 20\d\d/u.exec(text[1]), /\p{Lu}\p{Ll}+ \d+, 20\d\d/u.exec(text[2])]
    expect(Date.parse(`${to![0]} UTC`) - Date.parse(`${from![0]} UTC`)).toBe(14 * 86_400_000)
    expect(all).toMatch(/\[MEDICAL_RECORD_NUMBER-[a-p]{10}\]/)
  })

  it('gives one client’s conversations the same names and the same shift, whatever their field is called', async () => {
    const [one, two, other] = [
      await processed(TALK, { preset: 'expert' }, { patient_id: 'P7' }),
      await processed(['Hi.', ...TALK], { preset: 'expert' }, { ClientId: 'p7' }),
      await processed(TALK, { preset: 'expert' }, { patient_id: 'p8' }),
    ]
    expect(two.text.slice(1)).toEqual(one.text)
    expect(other.text).not.toEqual(one.text)
  })

  it('is marked as needing a determination', async () => {
    const { report } = await finishRuns(processing, [await processed(TALK, { preset: 'expert' })], { preset: 'expert' })
    expect(report.method).toMatchObject({ name: 'expert', needs_determination: true })
  })
})

describe('ages', () => {
  it('become bands where that is asked for, and read well', async () => {
    const { text, output } = await processed(
      ['I am 34, and my 8-year-old is 8 years old.', 'You turned 34 in 34 days, at 34 Elm.', 'She is 91 now.'],
      { ageBands: 5 },
    )
    expect(text[0]).toBe('I am 30 to 34, and my 5 to 9-year-old is 5 to 9 years old.')
    expect(text[1]).toContain('in 34 days')
    expect(text[2]).toBe('She is over 89 now.')
    expect(output[0].note.replaced).toEqual({ age: 3, date: 1, location: 1 })
  })
})

describe('a vault', () => {
  it('holds what was taken out, sealed, and only where it is asked for', async () => {
    const { sections } = await processed(TALK, { preset: 'expert', vault: true }, { patient_id: 'p7' })
    const [item] = sections['vault'] as { id: string; sealed: string }[]
    expect(JSON.stringify(item)).not.toMatch(/Sarah|p7/)
    const held = JSON.parse(openFromVault(Buffer.from('test key'), item.id, item.sealed))
    expect(held.metadata).toEqual({ patient_id: 'p7' })
    expect(held.replaced.map(({ text }: { text: string }) => text)).toContain('Sarah Miller')
    expect((await processed(TALK, { preset: 'expert' })).sections['vault']).toBeUndefined()
  })
})
