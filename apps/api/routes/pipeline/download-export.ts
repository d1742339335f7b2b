import { Readable } from 'node:stream'
import { routes } from '@techdeck/contracts'
import type { ArtifactReader } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseRange } from './byte-range.ts'
import { assertSignedOff } from '../leak-review/sign-off-export.ts'
import { keyOf } from './data-key.ts'
import { findExecution } from './find-execution.ts'
import { exportsOf, refuseDestroyedOf } from './list-exports.ts'
import { whyNoFile } from './not-there-yet.ts'
import { headersOf, takingOf, type Asked } from './taking.ts'

type Deps = Pick<
  ApiDeps,
  | 'executions'
  | 'progress'
  | 'results'
  | 'datasets'
  | 'keys'
  | 'keyRing'
  | 'artifacts'
  | 'leakReviews'
  | 'clock'
  | 'settings'
>

/**
 * `GET /pipeline/:id/exports/:name`: streams a file as it is decrypted, the whole or one range of it. The bytes are those
 * that the manifest signs; the copy's mark, purpose and end are in the headers, and with who took it in the audit log.
 */
export const downloadExport: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.downloadExport),
    handler: (request, reply) => sendExport(deps, request, reply, { ...request.params, ...request.query }),
  })
}

/** Answers with a file of an execution that the caller may reach. @throws NotFoundError */
export async function sendExport(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, name, ...asked }: { id: string; name: string } & Asked,
): Promise<FastifyReply> {
  const { execution, file, taking, dataset } = await findExport(deps, request, { id, name, ...asked })
  const reader = await deps.artifacts.open(file.artifact, await keyOf(deps, dataset))
  const etag = `"${file.sha256}"`
  const { range, 'if-range': condition } = request.headers
  const part = parseRange(condition === undefined || condition === etag ? range : undefined, reader.size)
  request.access = {
    executionId: execution.id,
    dataId: file.datasetId,
    purpose: taking.purpose,
    details: {
      name: file.name,
      sha256: file.sha256,
      watermark: taking.watermark,
      expires_at: taking.expires_at,
      ...(part && part !== 'unsatisfiable' && { from: part.start, to: part.end }),
    },
  }
  reply
    .headers({ 'accept-ranges': 'bytes', etag, 'cache-control': 'private, no-store', ...headersOf(taking) })
    .header('content-disposition', `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"`)
    .type(TYPES[file.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
  if (part === 'unsatisfiable') {
    await reader.close()
    return reply.code(416).header('content-range', `bytes */${reader.size}`).send()
  }
  const { start, end } = part ?? { start: 0, end: reader.size }
  reply.header('content-length', end - start)
  if (part) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${reader.size}`)
  return reply.send(Readable.from(closing(reader, start, end), { objectMode: false }))
}

/**
 * @throws NotFoundError where the caller reaches no such execution, or it has no such file
 * @throws QueuedForProcessingError while it has made none yet, and PartialProcessingError where what it is made of was set aside
 * @throws DataDestroyedError where the key of the data set that it was made of is destroyed
 * @throws ConflictError where its files wait for a sign-off, for a purpose that the data are not kept for, and where
 * their retention is over
 */
export async function findExport(
  deps: Pick<Deps, 'executions' | 'progress' | 'results' | 'datasets' | 'leakReviews' | 'clock' | 'settings'>,
  request: FastifyRequest,
  { id, name, ...asked }: { id: string; name: string } & Asked,
) {
  const execution = await findExecution(deps.executions, request, id, routes.downloadExport)
  await refuseDestroyedOf(deps, execution, name)
  const files = await exportsOf(deps.results, execution)
  const file = files.find((each) => each.name === name)
  if (!file) throw await whyNoFile(deps, execution, name, files.length)
  await assertSignedOff(deps, execution)
  const dataset = await deps.datasets.get(file.datasetId)
  return { execution, file, dataset, taking: takingOf(deps, dataset, asked) }
}

/** By what a name ends in: a format may have files of several kinds. */
const TYPES: Readonly<Record<string, string>> = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  xml: 'application/xml; charset=utf-8',
}

async function* closing(reader: ArtifactReader, start: number, end: number): AsyncGenerator<Uint8Array> {
  try {
    yield* reader.read(start, end)
  } finally {
    await reader.close()
  }
}
