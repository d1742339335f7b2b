/** Adds numbers member by member, in nested objects too; associative and commutative. Neither argument is changed. */
export function addCounts<T extends Counts>(a: T, b: T): T {
  const sum: Counts = { ...a }
  for (const name in b) {
    const x = sum[name]
    const y = b[name]
    if (x === undefined) sum[name] = typeof y === 'number' ? y : addCounts({}, y)
    else sum[name] = typeof y === 'number' ? (x as number) + y : addCounts(x as Counts, y)
  }
  return sum as T
}
export type Counts = { [name: string]: number | Counts }

/** Without what is zero. */
export const nonZero = (counts: { [name: string]: number }): { [name: string]: number } =>
  Object.fromEntries(Object.entries(counts).filter(([, times]) => times !== 0))

/** Counts one more of `name`. */
export function count(counts: { [name: string]: number }, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by
}

/** Enough of a sample to know its mean and spread. Observations are whole numbers: their sums are exact up to 2⁵³. */
export type Moments = { n: number; sum: number; sumSquares: number }

export const meanOf = ({ n, sum }: Moments): number => (n === 0 ? 0 : sum / n)

/** Unbiased sample variance; 0 for fewer than two observations. */
export const varianceOf = ({ n, sum, sumSquares }: Moments): number =>
  n < 2 ? 0 : Math.max(0, (sumSquares - (sum * sum) / n) / (n - 1))

export interface Effect {
  /** Hedges' g: the difference of means in pooled standard deviations, corrected for small samples. */
  g: number
  /** Bounds of its 95 % interval. */
  low: number
  high: number
  error: number
}

/**
 * How far two groups' means lie apart; `null` where it cannot be told (fewer than two observations, or no spread).
 * The interval is the usual normal approximation (Hedges and Olkin).
 */
export function effectSize(a: Moments, b: Moments): Effect | null {
  if (a.n < 2 || b.n < 2) return null
  const degrees = a.n + b.n - 2
  const pooled = ((a.n - 1) * varianceOf(a) + (b.n - 1) * varianceOf(b)) / degrees
  if (!(pooled > 1e-12)) return null
  const g = ((meanOf(a) - meanOf(b)) / Math.sqrt(pooled)) * (1 - 3 / (4 * degrees - 1))
  const error = Math.sqrt((a.n + b.n) / (a.n * b.n) + (g * g) / (2 * (a.n + b.n)))
  return { g: round(g, 3), low: round(g - 1.96 * error, 3), high: round(g + 1.96 * error, 3), error }
}

/** Rounds for reports, so that they do not show digits that mean nothing. */
export function round(value: number, digits = 4): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : round(part / whole))

/** Brings a number into [0, 1]. */
export const unit = (value: number): number => (value > 0 ? (value < 1 ? value : 1) : 0)

/** Counts of values in [0, 1] by twentieths: bin i holds [i/20, (i+1)/20), the last one 1 too. */
export type Histogram = number[]
export const BINS = 20
export const noHistogram = (): Histogram => Array.from({ length: BINS }, () => 0)
export const bin = (value: number): number => Math.min(BINS - 1, Math.floor(unit(value) * BINS + 1e-9))
export const addHistograms = (a: Histogram, b: Histogram): Histogram => a.map((n, i) => n + (b[i] ?? 0))
