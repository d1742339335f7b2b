import type { BatchWithHashes } from '@techdeck/audit'
import type { Client } from '@techdeck/client'

/** Batches of a log up to at least `size` leaves, as its API gives them; the next are fetched while some are looked at. */
export async function* batchesOverApi(
  client: Pick<Client, 'listAuditBatches'>,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<BatchWithHashes> {
  const ask = (from: number) => {
    const asked = client.listAuditBatches({ query: { from }, signal })
    // Whoever stops in between does not wait for it.
    asked.catch(() => {})
    return asked
  }
  for (let next = size > 0 ? ask(0) : null; next;) {
    const batches = await next
    const last = batches.at(-1)
    const end = last ? last.first + last.entries.length : size
    next = end < size ? ask(end) : null
    for (const { first, entries, hashes, keys, checkpoint } of batches)
      yield {
        first,
        entries: entries.map((entry) => Buffer.from(entry)),
        hashes: Buffer.from(hashes, 'base64'),
        keys,
        checkpoint,
      }
  }
}
