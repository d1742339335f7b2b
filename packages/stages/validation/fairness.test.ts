import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { GROUP_NAMES } from '@techdeck/analysis'
import { mergeChanges, noChanges, observeChange } from './counterfactual-sums.ts'
import { counterfactualChange } from './counterfactual.ts'
import { compareGroups, MEASURE_NAMES, noFigures, representation, type GroupFigures } from './fairness.ts'
import { levelOf, momentsOf, noLevels, randomOf, resample, withoutLevels } from './levels.ts'

const EMPATHY = MEASURE_NAMES.indexOf('empathy_rate')

/** Conversations whose replies have these shares of empathy. */
function answered(shares: number[]): GroupFigures {
  const figures = noFigures()
  figures.conversations = shares.length
  for (const share of shares) figures.levels[EMPATHY][levelOf(share)]++
  return figures
}

const shares = (n: number, mean: number, name: string): number[] => {
  const random = randomOf(name)
  return Array.from({ length: n }, () => Math.min(1, Math.max(0, mean + (random() - 0.5) * 0.6)))
}

describe('how groups are answered', () => {
  it('says that a difference holds where there is one, with the truth inside its interval', () => {
    const own = shares(60, 0.35, 'own')
    const rest = shares(300, 0.65, 'rest')
    const [difference, ...others] = compareGroups(
      answered([...own, ...rest]),
      { 'religion/muslim': answered(own), 'age/old': answered(shares(5, 0.1, 'few')) },
      10,
    )
    expect(others).toEqual([])
    expect(difference).toMatchObject({ axis: 'religion', group: 'muslim', measure: 'empathy_rate', holds: true })
    expect(difference.conversations).toBe(60)
    const { g, interval, p } = difference
    expect(g).toBeLessThan(-1)
    expect(interval[0]).toBeLessThan(g)
    expect(interval[1]).toBeGreaterThan(g)
    expect(p).toBeLessThan(0.001)
  })

  it('finds hardly any difference among many groups that do not differ', () => {
    const all = shares(2000, 0.5, 'all')
    const random = randomOf('members')
    const groups = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`age/group${i}`, answered(all.filter(() => random() < 0.05))]),
    )
    const differences = compareGroups(answered(all), groups, 10)
    expect(differences).toHaveLength(40)
    expect(differences.filter(({ holds }) => holds).length).toBeLessThanOrEqual(1)
    const covered = differences.filter(({ interval: [low, high] }) => low <= 0 && high >= 0).length
    expect(covered).toBeGreaterThanOrEqual(34)
  })

  it('compares no group with too few on either side', () => {
    const all = answered([0.1, 0.2, 0.3, 0.9, 0.8])
    expect(compareGroups(all, { 'age/old': answered([0.1, 0.2]) }, 3)).toEqual([])
    expect(compareGroups(all, { 'age/old': answered([0.1, 0.2, 0.3, 0.9]) }, 3)).toEqual([])
  })

  it('gives the same figures every time', () => {
    const own = answered(shares(30, 0.4, 'a'))
    const all = answered([...shares(30, 0.4, 'a'), ...shares(90, 0.5, 'b')])
    expect(compareGroups(all, { 'age/old': own }, 10)).toEqual(compareGroups(all, { 'age/old': own }, 10))
  })
})

it('says little of a shard of which every conversation mentions every group', () => {
  const figures = { conversations: 256, levels: noFigures().levels.map((levels) => levels.map((_, i) => 20 + i)) }
  const groups = Object.fromEntries(GROUP_NAMES.map((name) => [name, figures]))
  expect(JSON.stringify(groups).length).toBeLessThan(28 * 1024)
})

it('draws as many conversations as there were, of levels that occur', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { minLength: 11, maxLength: 11 }), fc.string(), (levels, name) => {
      const drawn = new Float64Array(11)
      resample(levels, randomOf(name), drawn)
      expect(momentsOf(drawn).n).toBe(momentsOf(levels).n)
      expect([...drawn].every((n, level) => n === 0 || levels[level] > 0)).toBe(true)
    }),
  )
})

it('takes a part away from a whole', () => {
  const all = [3, 2, ...noLevels().slice(2)]
  expect(withoutLevels(all, [1, 2, ...noLevels().slice(2)])).toEqual([2, 0, ...noLevels().slice(2)])
})

describe('representation', () => {
  const groups = { 'gender_and_sex/women': answered(shares(30, 0.5, 'w')) }
  it('is compared with the reference that was chosen', () => {
    const reference = { 'gender_and_sex/women': 0.5, 'age/old': 0.2 }
    const { axes, deviations } = representation(100, groups, reference)
    expect(axes['gender_and_sex']).toMatchObject({
      women: { conversations: 30, share: 0.3, expected: 0.5, fits: false },
    })
    expect(axes['age']).toMatchObject({ old: { conversations: 0, fits: false } })
    expect(deviations).toEqual([
      { key: 'age/old', share: 0, expected: 0.2 },
      { key: 'gender_and_sex/women', share: 0.3, expected: 0.5 },
    ])
  })
  it('may be what was expected', () => {
    expect(representation(100, groups, { 'gender_and_sex/women': 0.35 }).deviations).toEqual([])
  })
})

describe('our own scores of the same conversation about somebody else', () => {
  const turn = (role: 'client' | 'therapist', text: string, index: number) => ({ index, role, text })
  it('do not move where only the group differs', () => {
    const change = counterfactualChange([
      turn('client', 'As a Muslim woman I feel judged at work.', 0),
      turn('therapist', 'That sounds hard. What happened?', 1),
    ])
    expect(change).toEqual({ axes: ['gender_and_sex', 'religion'], changes: {} })
  })
  it('are not asked where no group is spoken of', () => {
    expect(counterfactualChange([turn('client', 'I feel judged at work.', 0)])).toBeNull()
  })
  it('add up in any order', () => {
    const sumsOf = (...changes: number[]) => {
      const sums = noChanges()
      for (const bias of changes) observeChange(sums, { axes: ['age'], changes: bias > 0 ? { bias } : {} })
      return sums
    }
    const [a, b] = [sumsOf(0, 0.05, 0.3), sumsOf(0.2, 0)]
    expect(mergeChanges(a, b)).toEqual(sumsOf(0, 0.05, 0.3, 0.2, 0))
    expect(mergeChanges(b, a)).toEqual(mergeChanges(a, b))
    expect(mergeChanges(a, b)).toMatchObject({ conversations: 5, unchanged: 2, within: 3 })
  })
})
