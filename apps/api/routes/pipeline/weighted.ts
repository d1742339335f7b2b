/**
 * One result for several: the scores are weighted means, recommendations are joined, the rest is the first one's.
 * A single one stays as it is; `null` for none.
 */
export function weighted<V extends { recommendations: string[] }>(
  parts: readonly { weight: number; view: V }[],
  scores: readonly { [k in keyof V]: V[k] extends number ? k : never }[keyof V][],
): V | null {
  if (parts.length <= 1) return parts[0]?.view ?? null
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (score: keyof V) =>
    parts.reduce((sum, { weight, view }) => sum + weight * (view[score] as number), 0) / total
  return {
    ...parts[0].view,
    ...(Object.fromEntries(scores.map((score) => [score, mean(score)])) as Partial<V>),
    recommendations: [...new Set(parts.flatMap(({ view }) => view.recommendations))],
  }
}
