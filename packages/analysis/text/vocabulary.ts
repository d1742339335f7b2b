import { allocateTokens, appendTokens, equalsFolded } from './tokens.ts'

/** Characters that a phrase may have. */
const MAX_PHRASE = 256

/** Known words, numbered from 1; 0 stands for every other word. Looked up by hash and then compared, so never wrong. */
export class Vocabulary {
  readonly words: string[] = ['']
  /** Pairs of number and hash. */
  private table = new Int32Array(1 << 11)
  private mask = (1 << 10) - 1
  private readonly tokens = allocateTokens(MAX_PHRASE)

  /** The numbers of the tokens of a phrase of at most 256 characters; words that are new get a number. */
  add(phrase: string): number[] {
    const lower = phrase.toLowerCase().replaceAll('’', "'")
    const { tokens } = this
    tokens.count = 0
    appendTokens(lower, tokens)
    const ids: number[] = []
    for (let i = 0; i < tokens.count; i++) {
      const known = this.find(lower, tokens.start[i], tokens.end[i], tokens.hash[i])
      ids.push(known || this.insert(lower.slice(tokens.start[i], tokens.end[i]), tokens.hash[i]))
    }
    return ids
  }

  /** The number of the token at `start`–`end` of a text, 0 when it is not known. */
  find(text: string, start: number, end: number, hash: number): number {
    const { table, mask } = this
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = table[slot * 2]
      if (id === 0) return 0
      if (table[slot * 2 + 1] === hash && equalsFolded(text, start, end, this.words[id])) return id
    }
  }

  private insert(word: string, hash: number): number {
    const id = this.words.push(word) - 1
    if (this.words.length * 3 > this.mask) this.grow()
    this.place(id, hash)
    return id
  }

  private place(id: number, hash: number): void {
    let slot = spread(hash) & this.mask
    while (this.table[slot * 2] !== 0) slot = (slot + 1) & this.mask
    this.table[slot * 2] = id
    this.table[slot * 2 + 1] = hash
  }

  private grow(): void {
    const old = this.table
    this.mask = this.mask * 2 + 1
    this.table = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.place(old[at], old[at + 1])
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15)
