import { seeded } from '@techdeck/core'
/** Tokens of one run with the rows that speak for their labels; `starts[i]` to `starts[i + 1]` are those of token `i`. */
export interface Run {
  rows: Int32Array
  starts: Int32Array
  labels: Uint8Array
}

export interface ChainOptions {
  labels: number
  rows: number
  epochs: number
  rate: number
  /** Pull of weights towards 0. */
  decay: number
  seed: number
}

/** A linear-chain conditional random field, trained by AdaGrad on the log-likelihood; runs begin and end with label 0. */
export function trainChain(
  runs: readonly Run[],
  options: ChainOptions,
): { weights: Float32Array; transitions: Float32Array } {
  const { labels: L, rows, epochs, rate, decay } = options
  const weights = new Float32Array(rows * L)
  const squares = new Float32Array(rows * L).fill(1)
  const transitions = new Float32Array(L * L)
  const transitionSquares = new Float32Array(L * L).fill(1)
  const { below } = seeded(options.seed)
  const order = Int32Array.from(runs, (_, at) => at)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, below)
    for (const index of order) step(runs[index])
  }
  return { weights, transitions }

  function step({ rows: features, starts, labels }: Run): void {
    const count = labels.length
    const scores = new Float64Array(count * L)
    for (let i = 0; i < count; i++)
      for (let k = starts[i]; k < starts[i + 1]; k++) {
        const base = features[k] * L
        for (let l = 0; l < L; l++) scores[i * L + l] += weights[base + l]
      }
    const forward = new Float64Array(count * L)
    const backward = new Float64Array(count * L)
    for (let l = 0; l < L; l++) forward[l] = transitions[l] + scores[l]
    const room = new Float64Array(L)
    for (let i = 1; i < count; i++)
      for (let l = 0; l < L; l++) {
        for (let b = 0; b < L; b++) room[b] = forward[(i - 1) * L + b] + transitions[b * L + l]
        forward[i * L + l] = logSum(room) + scores[i * L + l]
      }
    for (let l = 0; l < L; l++) backward[(count - 1) * L + l] = transitions[l * L]
    for (let i = count - 2; i >= 0; i--)
      for (let l = 0; l < L; l++) {
        for (let n = 0; n < L; n++)
          room[n] = transitions[l * L + n] + scores[(i + 1) * L + n] + backward[(i + 1) * L + n]
        backward[i * L + l] = logSum(room)
      }
    for (let l = 0; l < L; l++) room[l] = forward[(count - 1) * L + l] + backward[(count - 1) * L + l]
    const total = logSum(room)
    const gradient = new Float64Array(L * L)
    for (let i = 0; i < count; i++) {
      for (let l = 0; l < L; l++)
        room[l] = (labels[i] === l ? 1 : 0) - Math.exp(forward[i * L + l] + backward[i * L + l] - total)
      if (i > 0)
        for (let b = 0; b < L; b++)
          for (let l = 0; l < L; l++)
            gradient[b * L + l] -= Math.exp(
              forward[(i - 1) * L + b] + transitions[b * L + l] + scores[i * L + l] + backward[i * L + l] - total,
            )
      else for (let l = 0; l < L; l++) gradient[l] -= Math.exp(forward[l] + backward[l] - total)
      if (i === count - 1)
        for (let l = 0; l < L; l++) gradient[l * L] -= Math.exp(forward[i * L + l] + transitions[l * L] - total)
      gradient[(i > 0 ? labels[i - 1] : 0) * L + labels[i]]++
      for (let k = starts[i]; k < starts[i + 1]; k++) {
        const base = features[k] * L
        for (let l = 0; l < L; l++) {
          const g = room[l] - decay * weights[base + l]
          squares[base + l] += g * g
          weights[base + l] += (rate * g) / Math.sqrt(squares[base + l])
        }
      }
    }
    gradient[labels[count - 1] * L]++
    for (let t = 0; t < L * L; t++) {
      transitionSquares[t] += gradient[t] * gradient[t]
      transitions[t] += (rate * gradient[t]) / Math.sqrt(transitionSquares[t])
    }
  }
}

function logSum(values: Float64Array): number {
  let most = -Infinity
  for (const value of values) if (value > most) most = value
  let sum = 0
  for (const value of values) sum += Math.exp(value - most)
  return most + Math.log(sum)
}

function shuffle(list: Int32Array, below: (n: number) => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = below(at + 1)
    ;[list[at], list[other]] = [list[other], list[at]]
  }
}
