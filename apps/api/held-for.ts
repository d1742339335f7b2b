/** Asks again only when the answer is so old; who asks meanwhile shares it. */
export function heldFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { until: number; answer: Promise<T> } | undefined
  return () => {
    if (last === undefined || performance.now() > last.until) {
      const asked = { until: performance.now() + ms, answer: ask() }
      asked.answer.catch(() => (asked.until = 0))
      last = asked
    }
    return last.answer
  }
}
