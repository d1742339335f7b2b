import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { canonicalJson, hashOf, hashOfFiles, sha256 } from './hash.ts'

/** The same value with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

const json = fc.jsonValue({ maxDepth: 4 })

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))))
  })

  it('says the same as JSON', () => {
    fc.assert(
      fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))),
    )
  })

  it('depends on the order of a list', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
  })

  it('has no white space, and sorts by code unit', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x y' }], a: true, B: 0 })).toBe(
      '{"B":0,"a":true,"b":[1,{"c":"x y","d":null}]}',
    )
  })

  it('leaves out what is undefined, and writes null for it in a list', () => {
    expect(canonicalJson({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}')
  })

  it('tells dates apart', () => {
    const date = new Date(1_700_000_000_000)
    expect(canonicalJson({ at: date })).toBe(`{"at":"${date.toISOString()}"}`)
    expect(hashOf(new Date(1))).not.toBe(hashOf(new Date(2)))
  })
})

describe('hashes', () => {
  it('are SHA-256 as lower-case hex', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256(new TextEncoder().encode('abc'))).toBe(sha256('abc'))
  })

  it('of a value are those of its canonical JSON', () => {
    expect(hashOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'))
  })

  it('of one file is its own, and of several depends on their order', () => {
    expect(hashOfFiles(['aa'])).toBe('aa')
    expect(hashOfFiles(['aa', 'bb'])).toBe(sha256('aa\nbb'))
    expect(hashOfFiles(['bb', 'aa'])).not.toBe(hashOfFiles(['aa', 'bb']))
  })
})
