import { equalsFolded, tokenise } from './tokens.ts'

/** Known words, numbered from 1; 0 stands for every other word. Looked up by hash and then compared, so never wrong. */
export class Vocabulary {
  readonly words: string[] = ['']
  private slots = new Int32Array(1 << 10)
  private hashes: number[] = [0]

  /** The numbers of the tokens of a phrase; words that are new get a number. */
  add(phrase: string): number[] {
    const lower = phrase.toLowerCase().replaceAll('’', "'")
    const tokens = tokenise(lower)
    const ids: number[] = []
    for (let i = 0; i < tokens.count; i++) {
      const hash = tokens.hash[i]
      const known = this.find(lower, tokens.start[i], tokens.end[i], hash)
      ids.push(known || this.insert(lower.slice(tokens.start[i], tokens.end[i]), hash))
    }
    return ids
  }

  /** The number of the token at `start`–`end` of a text, 0 when it is not known. */
  find(text: string, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]
      if (id === 0) return 0
      if (this.hashes[id] === hash && equalsFolded(text, start, end, this.words[id])) return id
    }
  }

  private insert(word: string, hash: number): number {
    const id = this.words.length
    this.words.push(word)
    this.hashes.push(hash)
    if (this.words.length * 3 > this.slots.length) this.grow()
    else this.place(id)
    return id
  }

  private place(id: number): void {
    const mask = this.slots.length - 1
    let slot = spread(this.hashes[id]) & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    this.slots[slot] = id
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    for (let id = 1; id < this.words.length; id++) this.place(id)
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15)
