import { hash } from 'node:crypto'

const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)

/** RFC 6962: leaves and nodes are told apart by their first byte, so neither passes as the other. */
export const leafHash = (entry: Uint8Array): Buffer => hash('sha256', Buffer.concat([LEAF, entry]), 'buffer')

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([NODE, left, right]), 'buffer')

/**
 * The root of a Merkle tree (RFC 6962) over ids, whatever order they come in: they stand in it by the order of their
 * leaves. About 32 bytes an id are held.
 */
export class IdTree {
  #leaves = Buffer.alloc(1024 * 32)
  #n = 0

  add(id: string): void {
    if (this.#n * 32 === this.#leaves.length) this.#leaves = Buffer.concat([this.#leaves, Buffer.alloc(this.#n * 32)])
    leafHash(Buffer.from(id)).copy(this.#leaves, this.#n++ * 32)
  }

  /** Lower-case hexadecimal digits. */
  root(): string {
    const leaves = Array.from({ length: this.#n }, (_, at) => this.#leaves.subarray(at * 32, at * 32 + 32))
    leaves.sort((a, b) => a.compare(b))
    if (leaves.length === 0) return hash('sha256', '')
    return rootOf(leaves, 0, leaves.length).toString('hex')
  }
}

function rootOf(leaves: readonly Buffer[], from: number, to: number): Buffer {
  const n = to - from
  if (n === 1) return leaves[from]
  const half = 2 ** (31 - Math.clz32(n - 1))
  return nodeHash(rootOf(leaves, from, from + half), rootOf(leaves, from + half, to))
}
