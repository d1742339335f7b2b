import { routes, type DatasetView } from '@techdeck/contracts'
import { ApiError } from '../errors.ts'
import type { Transport } from '../transport.ts'
import { wait } from '../wait.ts'
import { watch, type WatchOptions } from '../watch.ts'
import type { Followed } from './followed.ts'

const LOOK_MS = 1000

/** Follows something without a socket until it has ended: server-sent events of an execution, looks at a data set. */
export async function followPlainly(
  transport: Transport,
  followed: Followed,
  options: WatchOptions & { signal: AbortSignal },
): Promise<void> {
  const { subject, listener } = followed
  if ('datasetId' in subject) return lookAt(transport, subject.datasetId, followed, options.signal)
  for await (const told of watch(transport, subject.executionId, { ...options, after: followed.cursor })) {
    if (told.kind === 'event') followed.event(told.event)
    else if (told.kind === 'progress') followed.progress(told.tracker)
    else listener.end?.(told.status)
  }
}

/** While it is uploaded a data set is not there yet, and over HTTP nobody says how far it is. */
async function lookAt(transport: Transport, id: string, { listener }: Followed, signal: AbortSignal): Promise<void> {
  const { method } = routes.getDataset
  const path = routes.getDataset.path.replace(':id', encodeURIComponent(id))
  for (;;) {
    try {
      const response = await transport.send({ method, path, repeatable: true, signal })
      const { status, size_bytes } = ((await response.json()) as { data: DatasetView }).data
      listener.upload?.({ dataset_id: id, status, bytes_received: size_bytes, bytes_total: size_bytes })
      if (status === 'ready' || status === 'invalid') return
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    }
    await wait(LOOK_MS, signal)
  }
}
