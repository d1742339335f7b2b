import { describe, expect, it } from '@jest/globals'
import { bins, countFacet, isAll, isIn, searchOf, sliceOf, sorted, withRange, withValue, type Row } from './slice.ts'

const row = (id: string, changes: Partial<Row> = {}): Row => ({
  id,
  dataset_id: 'd',
  source: { file: 0, line: 1, rows: 1 },
  outcome: 'exported',
  stage: 'export',
  language: 'en',
  figures: { turns: 4, score_overall: 0.5 },
  findings: {},
  labels: {},
  ...changes,
})
const rows = [
  row('a', { findings: { 'identifier.name': 2 }, labels: { 'labels.topic': 'grief', verdict: 'pass' } }),
  row('b', { outcome: 'rejected', figures: { turns: 12, score_overall: 0.2 }, labels: { 'labels.topic': 'work' } }),
  row('c', { outcome: 'withheld', language: null, figures: {}, split: 'train' }),
]
const slice = (search = '') => sliceOf(new URLSearchParams(search))
const idsOf = (search: string) => rows.filter((each) => isIn(each, slice(search))).map(({ id }) => id)

describe('a slice of conversations', () => {
  it('stands in an address and is read from it again', () => {
    const search =
      'outcome=rejected&outcome=withheld&label=labels.topic%3Dgrief&turns=2..&score_overall=..0.25&sort=-turns'
    expect(searchOf(slice(search)).toString()).toBe(search)
    expect(isAll(slice('sort=turns'))).toBe(true)
    expect(isAll(slice(search))).toBe(false)
    expect(searchOf(slice('nonsense=1&turns=x..y')).toString()).toBe('')
  })

  it('holds what has one of the values of each facet, and what lies within the bounds', () => {
    expect(idsOf('')).toEqual(['a', 'b', 'c'])
    expect(idsOf('outcome=rejected&outcome=withheld')).toEqual(['b', 'c'])
    expect(idsOf('outcome=rejected&language=de')).toEqual([])
    expect(idsOf('finding=identifier.name')).toEqual(['a'])
    expect(idsOf('label=labels.topic%3Dgrief&label=labels.topic%3Dwork')).toEqual(['a', 'b'])
    expect(idsOf('label=labels.topic%3Dwork&label=verdict%3Dpass')).toEqual([])
    expect(idsOf('turns=4..12')).toEqual(['a', 'b'])
    expect(idsOf('score_overall=..0.4')).toEqual(['b'])
  })

  it('is narrowed and widened piece by piece', () => {
    const narrowed = withRange(withValue(slice(), 'outcome', 'rejected', true), 'turns', [5, null])
    expect(searchOf(narrowed).toString()).toBe('outcome=rejected&turns=5..')
    expect(isAll(withRange(withValue(narrowed, 'outcome', 'rejected', false), 'turns', [null, null]))).toBe(true)
  })

  it('counts the values of a facet among what fits all else, and keeps what is chosen though nothing has it', () => {
    expect(countFacet(rows, slice('outcome=rejected'), 'outcome')).toEqual([
      ['exported', 1],
      ['rejected', 1],
      ['withheld', 1],
    ])
    expect(countFacet(rows, slice('outcome=rejected'), 'language')).toEqual([['en', 1]])
    expect(countFacet(rows, slice('language=de'), 'language')).toEqual([
      ['en', 2],
      ['de', 0],
    ])
  })

  it('is sorted by a figure with what has none last, and in the order of the source otherwise', () => {
    const order = (sort: string) => sorted(rows, slice(`sort=${sort}`)).map(({ id }) => id)
    expect([order('turns'), order('-turns'), order('-place'), order('place')]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'a', 'c'],
      ['c', 'b', 'a'],
      ['a', 'b', 'c'],
    ])
  })

  it('is drawn in equal parts, of which the last holds the highest', () => {
    expect(bins([0, 0.1, 0.5, 1, 1], [0, 1], 4)).toEqual([2, 0, 1, 2])
    expect(bins([3, 3], [3, 3], 4)).toEqual([2, 0, 0, 0])
  })
})
