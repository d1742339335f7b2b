import { describe, expect, it } from '@jest/globals'
import { TreeEdge } from './edge.ts'
import { EMPTY_ROOT, leafHash, nodeHash } from './hashes.ts'
import { consistencySubtrees, inclusionSubtrees, isConsistent, isIncluded } from './proofs.ts'
import { tileId, type Tile } from './tiles.ts'
import { rootsOf } from './tree-reader.ts'

const leaves = Array.from({ length: 1000 }, (_, at) => leafHash(Buffer.from(`entry ${at}`)))

/** The definition of RFC 6962, word by word. */
function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT
  if (hashes.length === 1) return hashes[0]
  let half = 1
  while (half * 2 < hashes.length) half *= 2
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)))
}

function treeOf(size: number) {
  const edge = new TreeEdge()
  const tiles = new Map<string, Tile>()
  for (const leaf of leaves.slice(0, size)) edge.append(leaf)
  for (const tile of edge.take()) tiles.set(tileId(tile), tile)
  return { root: edge.root(), read: async (ids: readonly string[]) => ids.flatMap((id) => tiles.get(id) ?? []), tiles }
}

describe('the tree', () => {
  it('has the roots of the vectors of RFC 6962’s reference implementation', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const edge = new TreeEdge()
    expect(edge.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (const [at, input] of inputs.entries()) {
      edge.append(leafHash(Buffer.from(input, 'hex')))
      expect(edge.root().toString('hex')).toBe(roots[at])
    }
  })

  it.each([1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 1000])('of %i leaves has the root of the definition', (size) => {
    expect(treeOf(size).root).toEqual(rootOf(leaves.slice(0, size)))
  })

  it('goes on from its tiles as if it had never stopped', async () => {
    for (const stop of [0, 1, 255, 256, 300, 512, 700]) {
      const { tiles } = treeOf(1000)
      const edge = await TreeEdge.load(stop, async (level, index, width) =>
        tiles.get(tileId({ level, index }))!.hashes.subarray(0, width * 32),
      )
      for (const leaf of leaves.slice(stop)) edge.append(leaf)
      expect(edge.root()).toEqual(rootOf(leaves))
      const changed = edge.take()
      for (const tile of changed) expect(tile.hashes).toEqual(tiles.get(tileId(tile))!.hashes)
    }
  })

  it('proves every leaf of every small tree, and nothing else', async () => {
    for (let size = 1; size <= 40; size++) {
      const { root, read } = treeOf(size)
      for (let index = 0; index < size; index++) {
        const proof = (await rootsOf(inclusionSubtrees(index, size), read))!
        expect(isIncluded(leaves[index], index, { size, root }, proof)).toBe(true)
        expect(isIncluded(leaves[index + 1], index, { size, root }, proof)).toBe(false)
        expect(isIncluded(leaves[index], index + 1, { size, root }, proof)).toBe(false)
        expect(isIncluded(leaves[index], index, { size, root: nodeHash(root, root) }, proof)).toBe(false)
        expect(isIncluded(leaves[index], index, { size, root }, [...proof, root])).toBe(false)
        expect(isIncluded(leaves[index], index, { size, root }, proof.slice(1))).toBe(proof.length === 0)
      }
    }
  })

  it('proves of every pair of small trees that one begins with the other, and of no other pair', async () => {
    const roots = Array.from({ length: 41 }, (_, size) => treeOf(size).root)
    for (let size = 1; size <= 40; size++) {
      const { read } = treeOf(size)
      for (let earlier = 1; earlier <= size; earlier++) {
        const proof = (await rootsOf(consistencySubtrees(earlier, size), read))!
        const [a, b] = [
          { size: earlier, root: roots[earlier] },
          { size, root: roots[size] },
        ]
        expect(isConsistent(a, b, proof)).toBe(true)
        expect(isConsistent({ ...a, root: leaves[999] }, b, proof)).toBe(false)
        expect(isConsistent(a, { ...b, root: leaves[999] }, proof)).toBe(false)
        expect(isConsistent(a, b, [...proof, leaves[0]])).toBe(false)
        expect(isConsistent(b, a, proof)).toBe(earlier === size)
        expect(isConsistent({ ...a, size: earlier + 1 }, b, proof)).toBe(false)
      }
    }
  })

  it('proves across tiles', async () => {
    const { root, read } = treeOf(1000)
    for (const index of [0, 255, 256, 511, 767, 768, 999]) {
      const proof = (await rootsOf(inclusionSubtrees(index, 1000), read))!
      expect(isIncluded(leaves[index], index, { size: 1000, root }, proof)).toBe(true)
    }
    for (const size of [1, 255, 256, 257, 600, 999]) {
      const proof = (await rootsOf(consistencySubtrees(size, 1000), read))!
      const earlier = { size, root: rootOf(leaves.slice(0, size)) }
      expect(isConsistent(earlier, { size: 1000, root }, proof)).toBe(true)
    }
  })

  it('says when tiles are not there yet', async () => {
    const { read } = treeOf(300)
    expect(await rootsOf([{ from: 0, to: 512 }], read)).toBeNull()
    expect(await rootsOf([{ from: 299, to: 301 }], read)).toBeNull()
  })
})
