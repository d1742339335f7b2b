import { describe, expect, it } from '@jest/globals'
import { siteListText } from '@techdeck/contracts'
import { parseSiteList, siteListRefOf, trySiteList } from './index.ts'

describe('a list of a site’s own words', () => {
  it('is YAML, or a name in each line', () => {
    expect(parseSiteList('Dana Whitlock\n# our clinics\nHarbour House  # annex\n\n', 'staff')).toEqual({
      hide: [
        { text: 'Dana Whitlock', category: 'name', exact: false },
        { text: 'Harbour House', category: 'name', exact: false },
      ],
      keep: [],
      canaries: [],
    })
    expect(
      parseSiteList(
        'hide: [Dana Whitlock, { text: Harbour House, category: location }]\nkeep: [Beck]\ncanaries: [zqx-7]',
        'staff',
      ),
    ).toMatchObject({ hide: [{ category: 'name' }, { category: 'location' }], keep: ['Beck'], canaries: ['zqx-7'] })
  })

  it('is refused by place, never by its words', () => {
    for (const text of ['hide: [Dana, {txt: Whitlock}]', 'hide: [Dana', 'hidden: [Dana]', '{"hide": ["D"]}']) {
      const thrown = () => parseSiteList(text, 'staff')
      expect(thrown).toThrow(/^The list staff cannot be used\./)
      expect(thrown).not.toThrow(/Dana|Whitlock/)
    }
  })

  it('has one hash for equal words', () => {
    const [a, b] = ['hide: [Ana, Bo]', 'Bo\nAna'].map((text) => parseSiteList(text, 'x'))
    expect(siteListRefOf(a, 'x')).toEqual(siteListRefOf(b, 'x'))
    expect(siteListText(a)).toBe(siteListText(b))
    expect(siteListRefOf(parseSiteList('Ana', 'x'), 'x').sha256).not.toBe(siteListRefOf(a, 'x').sha256)
  })

  it('can be tried on a text: hiding goes before keeping, and planted strings are counted', () => {
    const list = parseSiteList('hide: [Dana Beck]\nkeep: [Beck]\ncanaries: [zqx-7]', 'staff')
    const { findings, canaries } = trySiteList(list, '🙂 Dana Beck read Beck, ZQX-7.')
    expect(findings.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['identifier', 2, 11],
      ['kept', 17, 21],
    ])
    expect(canaries).toBe(1)
  })
})
