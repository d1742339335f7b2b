import { describe, expect, it } from '@jest/globals'
import { saidOf, toKeptMapping } from './given-mapping.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
const said = toKeptMapping({
  text: 'said',
  files: [
    { sha256: a, read_as: 'markdown' },
    { name: '*.csv', sha256: b, mapping: { text: 'first' } },
    { name: '*.csv', mapping: { text: 'second', utterance_id: 'id' } },
    { name: 'waves/2/**', mapping: { text: 'third' } },
  ],
})
const of = (name: string, sha256 = 'c'.repeat(64)) => saidOf(said, { name, sha256 })

describe('what is said of files', () => {
  it('is what the first rule says that fits name and bytes', () => {
    expect(of('x.csv', b)).toEqual({ mapping: { text: 'first' } })
    expect(of('x.csv')).toEqual({ mapping: { text: 'second', utteranceId: 'id' } })
    expect(of('study.zip/a/b/x.csv')).toEqual({ mapping: { text: 'second', utteranceId: 'id' } })
  })

  it('is by its path where the pattern has one, in an archive behind the name of that', () => {
    expect(of('study.zip/waves/2/day/1.json')).toEqual({ mapping: { text: 'third' } })
    expect(of('study.zip/waves/3/1.json')).toEqual({ mapping: { text: 'said' } })
  })

  it('is what holds for all where no rule says anything of columns', () => {
    expect(of('anything', a)).toEqual({ mapping: { text: 'said' }, readAs: 'markdown' })
    expect(of('anything')).toEqual({ mapping: { text: 'said' } })
    expect(saidOf({}, { name: 'x', sha256: a })).toEqual({})
  })
})
