/** Weighted means of dimensions, by the standard weights, that stand for a point of the scale. */
export interface Anchors {
  /** What a usual session gets that trainers show as a bad example. */
  poor: number
  /** Where as large a share of the good examples lies below as of the bad ones above. */
  even: number
  /** What a usual session gets that trainers show as good practice. */
  good: number
}

/** Of AnnoMI's demonstrations of motivational interviewing; `./techdeck bench quality` prints what they are now. */
export const ANCHORS: Anchors = { poor: 0.7787, even: 0.8542, good: 0.8968 }

/** Where the anchors come to lie on the scale of 0 to 1. */
export const POINTS: Anchors = { poor: 0.5, even: 0.7, good: 0.9 }

/**
 * Brings a weighted mean of dimensions to the scale on which 0.5, 0.7 and 0.9 mean what {@link Anchors} says; straight
 * between them. It rises everywhere, so it changes no order.
 */
export function calibrate(mean: number, anchors: Anchors = ANCHORS): number {
  let [x, y] = [0, 0]
  for (const name of ['poor', 'even', 'good'] as const) {
    if (mean < anchors[name]) return y + ((mean - x) / (anchors[name] - x)) * (POINTS[name] - y)
    ;[x, y] = [anchors[name], POINTS[name]]
  }
  return y + ((mean - x) / (1 - x)) * (1 - y)
}
