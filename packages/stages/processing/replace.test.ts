import { describe, expect, it } from '@jest/globals'
import { IDENTIFIER_CATEGORIES } from '@techdeck/analysis'
import fc from 'fast-check'
import { testContext } from '../testing.ts'
import { CATEGORIES, contract, POLICIES } from './contract.ts'
import { shiftDate, yearOf } from './dates.ts'
import { OWN } from './placeholders.ts'
import { Replacer } from './replace.ts'

const { pseudonym } = testContext()
const replacer = (options = {}, client = 'k1') => new Replacer(contract.options.parse(options), client, pseudonym)

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

  it('generalises dates to years, ages over 89 as such and ZIP codes to three digits', () => {
    const general = replacer({ policy: 'generalise' })
    expect(general.replace('March 5, 1987', 'date')).toBe('1987')
    expect(general.replace('3/5/87', 'date')).toBe('1987')
    expect(general.replace('47 years old', 'date')).toBe('40 to 49 years old')
    expect(general.replace('94', 'date')).toBe('over 89')
    expect(general.replace(general.replace('94', 'date'), 'date')).toBe('over 89')
    expect(general.replace('March 5', 'date')).toBe('[REDACTED]')
    expect(general.replace('94110', 'location')).toBe('941**')
    expect(general.replace('94110-1234', 'location')).toBe('941**')
    expect(general.replace('Springfield', 'location')).toBe('[REDACTED]')
    expect(general.replace('Anna', 'name')).toBe('[REDACTED]')
  })

  it('tells nothing of a ZIP code where few people live', () => {
    expect(replacer({ policy: 'generalise' }).replace('03608', 'location')).toBe('000**')
  })

  it('leaves months where it is asked to', () => {
    const months = replacer({ policy: 'generalise', dateDetail: 'month' })
    expect(months.replace('the 5th of March, 1987', 'date')).toBe('March 1987')
    expect(months.replace('March 5', 'date')).toBe('March')
    expect(months.replace('1987-03-05', 'date')).toBe('1987-03')
    expect(months.replace('3/5/1987', 'date')).toBe('March 1987')
  })

  it('invents values of the same kind from reserved ranges, and redacts what has none', () => {
    const invent = replacer({ policy: 'surrogate' })
    for (const [value, category, form] of [
      ['sam@mail.com', 'email', /^person[a-p]{6}@example\.com$/],
      ['+1 415 555 2671', 'phone', /^555-01\d\d$/],
      ['10.1.2.3', 'ip_address', /^192\.0\.2\.\d+$/],
      ['www.sam.me', 'url', /^https:\/\/example\.com\/[a-p]{6}$/],
      ['Boston', 'location', /^\p{Lu}/u],
      ['123-45-6789', 'ssn', /^000-\d\d-\d{4}$/],
    ] as const) {
      expect(invent.replace(value, category)).toMatch(form)
      const isKept =
        category === 'ssn' ||
        invent.replace(invent.replace(value, category), category) === invent.replace(value, category)
      expect(isKept).toBe(true)
    }
  })

  it('applies a policy to the categories that name it', () => {
    const mixed = replacer({ policies: { email: 'mask' } })
    expect(mixed.replace('a@b.cd', 'email')).toBe('*@*.**')
    expect(mixed.replace('Anna', 'name')).toBe('[REDACTED]')
  })

  it('moves all dates of one client by the same number of days, and other clients’ differently', () => {
    const shift = (client: string) =>
      daysBetween('2020-03-01', replacer({ policy: 'shift_dates' }, client).replace('2020-03-01', 'date'))
    const shifts = Array.from({ length: 50 }, (_, i) => shift(`k${i}`))
    expect(shift('k1')).toBe(shifts[1])
    expect(new Set(shifts).size).toBeGreaterThan(10)
    for (const days of shifts) expect([days % 7 === 0, days !== 0, Math.abs(days) <= 364]).toEqual([true, true, true])
    expect(replacer({ policy: 'shift_dates' }).replace('last spring', 'date')).toBe('[REDACTED]')
    expect(replacer({ policy: 'shift_dates' }).replace('94', 'date')).toBe('over 89')
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
    ['Tuesday, March 3rd', 7, 'Tuesday, March 10th'],
    ['the fifth of March', 7, 'the twelfth of March'],
    ['Twenty First of May, 2020', -14, 'Seventh of May, 2020'],
    ['on 3/28', 7, 'on 4/4'],
    ['12/28', 7, '1/4'],
    ['March 2019', 28, 'April 2019'],
    ['in DECEMBER 2019', 28, 'in JANUARY 2020'],
    ['2020-02-28T10:30:00Z', 7, '2020-03-06T10:30:00Z'],
    ['2019-12', 28, '2020-01'],
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
