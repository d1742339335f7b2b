import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { testContext } from '../../testing.ts'
import { nameBook, nameKey } from './name-book.ts'
import { FAMILY, GIVEN } from './names.ts'
import { movedPlace } from './permutation.ts'
import { Surrogates } from './index.ts'

const { pseudonym } = testContext()
const of = (client = 'k1', met: string[] = []) => {
  const surrogates = new Surrogates(client, pseudonym)
  surrogates.meet(met)
  return (value: string, category = 'name') => surrogates.of(value, category)!
}
const labelOf = (name: string) => nameBook().find(name)?.label

describe('a permutation by a key', () => {
  it('moves every place, and no two to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), fc.string(), (size, key) => {
        const number = (round: number, half: number) =>
          Number.parseInt(pseudonym(`${key}:${round}:${half}`).slice(0, 8), 16)
        const moved = Array.from({ length: size }, (_, place) => movedPlace(place, size, number))
        expect(new Set(moved).size).toBe(size)
        expect(moved.every((to, from) => to !== from && to >= 0 && to < size)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

describe('surrogates', () => {
  it('gives a name part by part, the same wherever it stands', () => {
    const name = of()
    const full = name('Dr. Sarah Whitcombe')
    expect(full).toMatch(/^Dr\. \p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u)
    const [, given, family] = full.split(' ')
    expect([name('Sarah'), name('Whitcombe')]).toEqual([given, family])
    expect(name("Whitcombe's")).toBe(`${family}'s`)
    expect(name('sarah')).toBe(given.toLowerCase())
    expect(name('SARAH')).toBe(given.toUpperCase())
    expect(full).not.toMatch(/Sarah|Whitcombe/)
  })

  it('is the same for one client in whatever order, and another’s for another', () => {
    const names = ['Sarah', 'Zyntella', 'Miguel', 'Kowalczyk', 'Quorbin', 'Bob']
    const one = of('k1', names)
    const two = of('k1', names.toReversed())
    for (const name of names) expect(two(name)).toBe(one(name))
    for (const name of names) expect(of('k1')(name)).toBe(one(name))
    expect(names.map((name) => of('k2')(name))).not.toEqual(names.map((name) => one(name)))
  })

  it('never gives two known names of a client one surrogate, nor a name itself', () => {
    const name = of()
    for (const list of [...Object.values(GIVEN), ...Object.values(FAMILY)]) {
      const some = list.split(' ').slice(0, 40)
      const known = some.filter((each) => labelOf(each) && nameBook().find(each)?.short === undefined)
      const given = known.map((each) => name(each))
      expect(new Set(given).size).toBe(new Set(known.map(nameKey)).size)
      for (const [i, each] of known.entries()) expect(nameKey(given[i])).not.toBe(nameKey(each))
    }
  })

  it('keeps gender and origin as far as a name shows them', () => {
    const name = of()
    for (const each of ['Jennifer', 'Kevin', 'Juan', 'Fatima', 'Priya', 'Hiroshi', 'Giuseppe', 'Nguyen', 'García'])
      expect([each, labelOf(name(each))]).toEqual([each, labelOf(each)])
    expect(name('Wasilkowski')).toMatch(/owski$/)
    expect(name('Tamarisha')).toMatch(/isha$/)
  })

  it('takes short forms for the same person, and writes short forms for them', () => {
    const name = of()
    expect(labelOf(name('Robert'))).toBe('short.male')
    expect(nameBook().find(name('Bob'))).toMatchObject({ place: nameBook().find(name('Robert'))!.place })
    expect(name('Liz')).not.toBe(name('Elizabeth'))
  })

  it('gives initials those of the surrogates', () => {
    const name = of('k1', ['Sarah Miller', 'Tom'])
    const [given, family] = name('Sarah Miller').split(' ')
    expect(name('S.')).toBe(`${given[0]}.`)
    expect(name('S. Miller')).toBe(`${given[0]}. ${family}`)
    expect(name('Sarah M.')).toBe(`${given} ${family[0]}.`)
    expect(name('S.M.')).toBe(`${given[0]}.${family[0]}.`)
    expect(name('X.')).toMatch(/^[A-WYZ]\.$/)
  })

  it('ends possessives as they should', () => {
    const name = of()
    expect(name('James’s')).toMatch(/^\p{L}+’s$/u)
    const james = name('James')
    expect(name("James'")).toBe(james.endsWith('s') ? `${james}'` : `${james}'s`)
  })

  it('invents places of the same kind', () => {
    const place = (value: string) => of()(value, 'location')
    expect(place('Springfield')).toMatch(/^\p{Lu}\p{Ll}+$/u)
    expect(place('Saint Mary Memorial Hospital')).toMatch(/^\p{Lu}\p{Ll}+ Memorial Hospital$/u)
    expect(place('12 Oak Street, Springfield, MA 02118')).toMatch(
      /^\d+ \p{Lu}\p{Ll}+ Street, \p{Lu}\p{Ll}+, MA 021\*\*$/u,
    )
    expect(place('12 Oak Street, Springfield, MA 02118')).toContain(place('Springfield'))
    expect(of()('Kestrel Logistics', 'name')).toMatch(/^\p{Lu}\p{Ll}+ Logistics$/u)
  })

  it('invents numbers of the same form', () => {
    const number = (value: string) => of()(value, 'medical_record_number')
    expect(number('AB-4471882')).toMatch(/^[A-Z]{2}-\d{7}$/)
    expect(number('AB-4471882')).not.toBe('AB-4471882')
    expect(of()('219-09-9999', 'ssn')).toMatch(/^000-\d\d-\d{4}$/)
  })
})
