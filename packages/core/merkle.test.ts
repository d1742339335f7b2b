import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { IdTree } from './merkle.ts'

const sha = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const rootOf = (...ids: string[]) => {
  const tree = new IdTree()
  for (const id of ids) tree.add(id)
  return tree.root()
}

describe('the tree over ids', () => {
  it('is that of RFC 6962, over leaves in order', () => {
    const leaves = ['a', 'b', 'c'].map((id) => sha('\0', id)).toSorted((x, y) => x.compare(y))
    const pair = sha('\x01', leaves[0], leaves[1])
    expect(rootOf('a', 'b', 'c')).toBe(sha('\x01', pair, leaves[2]).toString('hex'))
    expect(rootOf('a')).toBe(sha('\0', 'a').toString('hex'))
    expect(rootOf()).toBe(sha('').toString('hex'))
  })

  it('is the same in any order, and another for other ids', () => {
    const ids = Array.from({ length: 3000 }, (_, at) => `id ${at}`)
    expect(rootOf(...ids.toReversed())).toBe(rootOf(...ids))
    expect(rootOf(...ids.slice(1))).not.toBe(rootOf(...ids))
    expect(rootOf(...ids, 'id 0')).not.toBe(rootOf(...ids))
  })
})
