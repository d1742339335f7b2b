import { describe, expect, it } from '@jest/globals'
import { IDENTIFIER_CATEGORIES } from '@techdeck/analysis'
import fc from 'fast-check'
import { testContext } from '../testing.ts'
import { CATEGORIES, contract, POLICIES } from './contract.ts'
import { shiftDate, yearOf } from './dates.ts'
import { OWN } from './placeholders.ts'
import { Replacer } from './replace.ts'
import { isSurrogate } from './surrogates.ts'

const { pseudonym } = testContext()
const replacer = (options = {}, conversation = 'c1', client = 'k1') =>
  new Replacer(contract.options.parse(options), conversation, client, pseudonym)

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

describe('replacing identifiers', () => {
  it('knows the categories that the detectors know', () => {
    expect(CATEGORIES).toEqual(IDENTIFIER_CATEGORIES)
  })

  it('redacts by default, with the category when asked to', () => {
    expect(replacer().replace('Anna', 'name')).toBe('[REDACTED]')
    expect(replacer({ redactLabel: 'category' }).replace('Anna', 'name')).toBe('[NAME]')
  })

  it('masks letters and digits and keeps the shape', () => {
    expect(replacer({ policy: 'mask' }).replace('123-45-6789', 'ssn')).toBe('***-**-****')
  })

  it('hashes equal values equally, without digits, and other values differently', () => {
    const hash = replacer({ policy: 'hash' })
    expect(hash.replace('Anna', 'name')).toMatch(/^\[NAME-[a-p]{10}\]$/)
    expect(hash.replace('anna', 'name')).toBe(hash.replace('Anna', 'name'))
    expect(hash.replace('Anne', 'name')).not.toBe(hash.replace('Anna', 'name'))
    expect(hash.replace('Anna', 'name').replace(OWN, '')).toBe('')
  })

  it('generalises dates to years, ages to decades and ZIP codes to three digits', () => {
    const general = replacer({ policy: 'generalise' })
    expect(general.replace('March 5, 1987', 'date')).toBe('1987')
    expect(general.replace('47 years old', 'date')).toBe('40s')
    expect(general.replace('94 years old', 'date')).toBe('90 or older')
    expect(general.replace('March 5', 'date')).toBe('[REDACTED]')
    expect(general.replace('94110', 'location')).toBe('941**')
    expect(general.replace('Springfield', 'location')).toBe('[REDACTED]')
    expect(general.replace('Anna', 'name')).toBe('[REDACTED]')
  })

  it('gives one name one surrogate throughout a conversation, part by part', () => {
    const names = replacer({ policy: 'surrogate' })
    const full = names.replace('Dr. Sarah Miller', 'name')
    expect(full).toMatch(/^Dr\. \S+ \S+$/)
    expect(full.split(' ')[1]).toBe(names.replace('Sarah', 'name'))
    expect(full.split(' ')[2]).toBe(names.replace("Miller's", 'name').replace(/'s$/, ''))
    expect(isSurrogate(full)).toBe(true)
    expect(names.replace(full, 'name')).toBe(full)
  })

  it('invents values of the same kind from reserved ranges, and redacts what has none', () => {
    const invent = replacer({ policy: 'surrogate' })
    for (const [value, category, form] of [
      ['sam@mail.com', 'email', /^person[a-p]{6}@example\.com$/],
      ['+1 415 555 2671', 'phone', /^555-01\d\d$/],
      ['10.1.2.3', 'ip_address', /^192\.0\.2\.\d+$/],
      ['www.sam.me', 'url', /^https:\/\/example\.com\/[a-p]{6}$/],
      ['Boston', 'location', /^\p{Lu}/u],
      ['123-45-6789', 'ssn', /^\[REDACTED\]$/],
    ] as const) {
      expect(invent.replace(value, category)).toMatch(form)
      expect(invent.replace(invent.replace(value, category), category)).toBe(invent.replace(value, category))
    }
  })

  it('does not give two people of a conversation the same name', () => {
    const names = replacer({ policy: 'surrogate' })
    const given = Array.from({ length: 30 }, (_, i) => names.replace(`Person${'x'.repeat(i)}`, 'name'))
    expect(new Set(given).size).toBe(30)
  })

  it('applies a policy to the categories that name it', () => {
    const mixed = replacer({ policies: { email: 'mask' } })
    expect(mixed.replace('a@b.cd', 'email')).toBe('*@*.**')
    expect(mixed.replace('Anna', 'name')).toBe('[REDACTED]')
  })

  it('moves all dates of one client by the same number of days, and other clients’ differently', () => {
    const shift = (client: string, conversation: string) =>
      daysBetween('2020-03-01', replacer({ policy: 'shift_dates' }, conversation, client).replace('2020-03-01', 'date'))
    expect(shift('k1', 'c1')).toBe(shift('k1', 'c2'))
    expect(new Set(['k1', 'k2', 'k3', 'k4'].map((client) => shift(client, 'c1'))).size).toBeGreaterThan(1)
    expect(shift('k1', 'c1')).not.toBe(0)
    expect(replacer({ policy: 'shift_dates' }).replace('last spring', 'date')).toBe('[REDACTED]')
    expect(replacer({ policy: 'shift_dates' }).replace('Anna', 'name')).toBe('[REDACTED]')
  })

  it('never leaves a value as it is, whatever the policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POLICIES), fc.constantFrom(...CATEGORIES), (policy, category) => {
        expect(replacer({ policy }).replace('Margaret 4155552671', category)).not.toContain('Margaret')
        expect(replacer({ policy }).replace('Margaret 4155552671', category)).not.toContain('4155552671')
      }),
    )
  })
})

const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

describe('dates', () => {
  it.each([
    ['2020-02-28', 2, '2020-03-01'],
    ['3/4/2020', 1, '3/5/2020'],
    ['03/31/20', 1, '04/01/20'],
    ['31.12.1999', 1, '01.01.2000'],
    ['March 5, 2020', -5, 'February 29, 2020'],
    ['Dec 31st, 2019', 1, 'Jan 1st, 2020'],
    ['the 5th', 1, null],
    ['1st of May 2021', 1, '2nd of May 2021'],
    ['11 june 2021', 1, '12 june 2021'],
    ['2020-13-40', 1, null],
    ['2/30/2020', 1, null],
  ])('moves %s by %i days to %s', (date, days, expected) => {
    expect(shiftDate(date, days)).toBe(expected)
  })

  it('keeps intervals', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1950-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.nat(400),
        fc.integer({ min: -364, max: 364 }),
        (from, gap, days) => {
          const [a, b] = [iso(from.getTime()), iso(from.getTime() + gap * 86_400_000)]
          expect(Date.parse(shiftDate(b, days)!) - Date.parse(shiftDate(a, days)!)).toBe(Date.parse(b) - Date.parse(a))
        },
      ),
    )
  })

  it('finds a year only where one is named', () => {
    expect([yearOf('in 1987.'), yearOf('5/6/2001'), yearOf('12345'), yearOf('March 5')]).toEqual([
      '1987',
      '2001',
      null,
      null,
    ])
  })
})
