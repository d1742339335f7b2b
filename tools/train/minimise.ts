/** Computes a function and its gradient, which it writes into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

const MEMORY = 8

/**
 * Minimises a smooth convex function from `x` on, which it changes (L-BFGS with a backtracking line search). The same
 * input gives the same result to the bit.
 */
export function minimise(objective: Objective, x: Float64Array, { steps = 60, tolerance = 3e-5 } = {}): void {
  const { length } = x
  let gradient = new Float64Array(length)
  let value = objective(x, gradient)
  const past: { s: Float32Array; y: Float32Array; rho: number }[] = []
  const direction = new Float64Array(length)
  const start = new Float64Array(length)
  let next = new Float64Array(length)
  for (let step = 0; step < steps; step++) {
    descend(gradient, past, direction)
    const slope = dot(gradient, direction)
    if (slope >= 0) return
    start.set(x)
    let size = past.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1
    let reached = Infinity
    for (let tries = 0; tries < 30; tries++, size /= 2) {
      for (let i = 0; i < length; i++) x[i] = start[i] + size * direction[i]
      reached = objective(x, next)
      if (reached <= value + 1e-4 * size * slope) break
    }
    if (!(reached < value)) {
      x.set(start)
      return
    }
    remember(past, x, start, next, gradient)
    const gained = value - reached
    ;[gradient, next] = [next, gradient]
    value = reached
    if (gained <= tolerance * Math.abs(value)) return
  }
}

function remember(
  past: { s: Float32Array; y: Float32Array; rho: number }[],
  x: Float64Array,
  start: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
): void {
  const s = new Float32Array(x.length)
  const y = new Float32Array(x.length)
  let product = 0
  for (let i = 0; i < x.length; i++) {
    s[i] = x[i] - start[i]
    y[i] = next[i] - gradient[i]
    product += s[i] * y[i]
  }
  if (product <= 1e-12) return
  past.push({ s, y, rho: 1 / product })
  if (past.length > MEMORY) past.shift()
}

/** The direction of the two-loop recursion. */
function descend(
  gradient: Float64Array,
  past: readonly { s: Float32Array; y: Float32Array; rho: number }[],
  direction: Float64Array,
): void {
  for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i]
  const shares: number[] = []
  for (const { s, y, rho } of past.toReversed()) {
    const share = rho * dot(s, direction)
    shares.unshift(share)
    for (let i = 0; i < y.length; i++) direction[i] -= share * y[i]
  }
  const last = past.at(-1)
  if (last) {
    const factor = 1 / (last.rho * dot(last.y, last.y))
    for (let i = 0; i < direction.length; i++) direction[i] *= factor
  }
  past.forEach(({ s, y, rho }, at) => {
    const share = shares[at] - rho * dot(y, direction)
    for (let i = 0; i < s.length; i++) direction[i] += share * s[i]
  })
}

function dot(a: Float64Array | Float32Array, b: Float64Array | Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
