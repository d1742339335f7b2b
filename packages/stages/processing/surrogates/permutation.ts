/** A number from 0 on that depends on a key, a round and a number alone; drawn evenly, and hard to guess without the key. */
export type RoundNumber = (round: number, half: number) => number

const ROUNDS = 4

/**
 * Where a place among `size` goes in a permutation that a key chooses: no two go to one, and none stays where it is.
 *
 * So surrogates that are chosen by it never collide, whatever comes first: a Feistel network over the least rectangle
 * that holds `size` (FE1 of Bellare and others), walked until it ends inside, and one step along the cycle that it makes.
 */
export function movedPlace(place: number, size: number, roundNumber: RoundNumber): number {
  const network = new Network(size, roundNumber)
  return network.back((network.forth(place) + 1) % size)
}

class Network {
  readonly #rows: number
  readonly #columns: number
  readonly #size: number
  readonly #round: RoundNumber

  constructor(size: number, round: RoundNumber) {
    this.#size = size
    this.#rows = Math.ceil(Math.sqrt(size))
    this.#columns = Math.ceil(size / this.#rows)
    this.#round = round
  }

  forth(place: number): number {
    let at = place
    do
      for (let round = 0; round < ROUNDS; round++) {
        const row = Math.floor(at / this.#columns)
        const column = at % this.#columns
        at = this.#rows * column + ((row + this.#round(round, column)) % this.#rows)
      }
    while (at >= this.#size)
    return at
  }

  back(place: number): number {
    let at = place
    do
      for (let round = ROUNDS - 1; round >= 0; round--) {
        const column = Math.floor(at / this.#rows)
        const moved = at % this.#rows
        const row = (moved - (this.#round(round, column) % this.#rows) + this.#rows) % this.#rows
        at = row * this.#columns + column
      }
    while (at >= this.#size)
    return at
  }
}
