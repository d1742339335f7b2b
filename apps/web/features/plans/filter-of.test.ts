import { describe, expect, it } from '@jest/globals'
import { sliceOf } from '../conversations/slice.ts'
import { filterOf } from './filter-of.ts'

const of = (search: string) => filterOf(sliceOf(new URLSearchParams(search)))

describe('a slice as the filter of an export', () => {
  it('keeps languages, findings, labels by their paths, and bounds', () => {
    const search =
      'language=en&finding=crisis.plan&label=labels.topic%3Dgrief&label=labels.topic%3Da%3Db&turns=4..&score_overall=0.2..0.5'
    expect(of(search)).toEqual({
      filter: {
        languages: ['en'],
        withFindings: ['crisis.plan'],
        keep: { 'labels.topic': ['grief', 'a=b'] },
        ranges: { turns: { least: 4 }, score_overall: { least: 0.2, most: 0.5 } },
      },
      unsaid: [],
    })
    expect(of('')).toEqual({ filter: {}, unsaid: [] })
  })

  it('says what an export cannot go by', () => {
    expect(of('outcome=rejected&split=test&label=verdict%3Dpass')).toEqual({
      filter: {},
      unsaid: ['rejected', 'test', 'verdict=pass'],
    })
  })
})
