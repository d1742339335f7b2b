import { API_PREFIX, TUS_VERSION, routes, type ResumableUpload } from '@techdeck/contracts'
import {
  AppError,
  AuthorizationError,
  ConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PreconditionFailedError,
  UploadExpiredError,
  ValidationError,
  newId,
} from '@techdeck/core'
import { DataStore, Server, Upload } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { UploadReport } from '../routes/datasets/report-upload.ts'
import { beginUpload } from './begin-upload.ts'
import { CHECKSUM_ALGORITHMS, current, currentRequest, type UploadRequest } from './context.ts'
import { finishUpload, type FinishDeps } from './finish-upload.ts'
import { LeaseLocker } from './lease-locker.ts'
import { appendParts, removeParts, untilBroken } from './sealed-parts.ts'

export const EXTENSIONS = [
  'creation',
  'creation-with-upload',
  'expiration',
  'checksum',
  'termination',
  'concatenation',
] as const

/** Where uploads are, as clients see it. */
export const UPLOADS_PATH = API_PREFIX + routes.createUpload.path

/** Time that a request has to keep what came before it lets go of an upload that another one wants. */
const LET_GO_MS = 50

export type TusDeps = FinishDeps & Pick<ApiDeps, 'leases' | 'users'>

/** Speaks tus 1.0 over the stores of the API: the library reads and writes headers, everything that stays is ours. */
export class TusServer {
  readonly locker: LeaseLocker
  readonly #server: Server

  constructor(deps: TusDeps) {
    const { settings, resumables, leases } = deps
    this.locker = new LeaseLocker(leases, settings.uploads.patienceMs)
    this.#server = new Server({
      path: UPLOADS_PATH,
      datastore: new SealedDataStore(deps),
      locker: this.locker,
      maxSize: settings.maxUploadBytes,
      relativeLocation: true,
      lockDrainTimeout: LET_GO_MS,
      allowedOrigins: () => false,
      namingFunction: () => newId(),
      onUploadFinish: async (_, { id }) => {
        const upload = await resumables.get(id)
        if (!upload || upload.kind === 'partial') return {}
        const request = currentRequest()
        const { datasetId, isKnown } = await finishUpload(deps, this.locker, request.who, id)
        request.became = { datasetId, known: isKnown }
        return {}
      },
      onResponseError: (_, error) => {
        currentRequest().failure = error
        return undefined
      },
    })
  }

  /** Answers a request by the library, in the API's own form where it fails. */
  async answer(request: FastifyRequest, reply: FastifyReply, context: UploadRequest): Promise<FastifyReply> {
    requireTus(request)
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    )
    const hasBody = request.method === 'PATCH' || request.method === 'POST'
    const asked = new Request(new URL(request.url, 'http://localhost'), {
      method: request.method,
      headers,
      ...(hasBody && { body: ReadableStream.from(untilBroken(request.body)), duplex: 'half' }),
    })
    const response = await current.run(context, () => this.#server.handleWeb(asked))
    if (response.status >= 400) throw toAppError(response.status, context.failure)
    response.headers.forEach((value, name) => {
      if (!name.startsWith('access-control-') && name !== 'content-length') reply.header(name, value)
    })
    if (context.became) became(reply, context.became)
    return reply.code(response.status).send()
  }
}

/** Says which data set an upload became; with `known` when the same file had been one before. */
export function became(reply: FastifyReply, { datasetId, known }: { datasetId: string; known: boolean }): void {
  reply.header('x-dataset-id', datasetId)
  if (known) reply.header('x-dataset-known', 'true')
}

/** Uploads as records of the store and sealed artifacts. */
class SealedDataStore extends DataStore {
  readonly #deps: TusDeps
  override extensions = [...EXTENSIONS]

  constructor(deps: TusDeps) {
    super()
    this.#deps = deps
  }

  /** The library asks for one of them by a name that has a letter too many. */
  override hasExtension(name: string): boolean {
    return super.hasExtension(name === 'concatentation' ? 'concatenation' : name)
  }

  override async create(file: Upload): Promise<Upload> {
    const { who, metadata, wish, kind = 'whole' } = currentRequest()
    if (!wish) throw new TypeError('An upload begins with what is said of it.')
    const sizeBytes = file.size ?? 0
    await beginUpload(this.#deps, who, { id: file.id, kind, sizeBytes, metadata, wish })
    return file
  }

  override async write(stream: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const upload = await this.#find(id)
    if (upload.offset !== offset) throw new ConflictError('The upload does not stand where these bytes begin.')
    const { datasetId, workspaceId, userId, kind, sizeBytes } = upload
    if (kind === 'partial') return appendParts(this.#deps, upload, stream, currentRequest().checksum)
    const progress = { datasetId, workspaceId, userId, bytesTotal: sizeBytes }
    const report = new UploadReport(this.#deps.uploads, progress, offset)
    try {
      return await appendParts(this.#deps, upload, report.count(stream), currentRequest().checksum)
    } finally {
      await report.pause()
    }
  }

  override async getUpload(id: string): Promise<Upload> {
    const { sizeBytes, offset, expiresAt } = await this.#find(id)
    // The library counts from the creation; here each part gives the upload its whole time again.
    const creationDate = new Date(expiresAt.getTime() - this.getExpiration()).toISOString()
    return new Upload({ id, size: sizeBytes, offset, creation_date: creationDate })
  }

  override async remove(id: string): Promise<void> {
    await this.#deps.resumables.remove(id)
    await removeParts(this.#deps, id)
  }

  override getExpiration(): number {
    return this.#deps.settings.uploads.ttlMs
  }

  async #find(id: string): Promise<ResumableUpload> {
    const upload = await this.#deps.resumables.get(id)
    if (!upload) throw new NotFoundError('There is no such thing, or it is not yours.')
    return upload
  }
}

/** A failure of the library as one of ours: its own texts may quote headers. */
function toAppError(status: number, failure: unknown): unknown {
  if (failure instanceof AppError) return failure
  const given = failure as { status_code?: unknown } | undefined
  if (given && typeof given.status_code !== 'number') return failure
  switch (status) {
    case 403:
      return new ValidationError('Upload-Offset and the content type application/offset+octet-stream are needed.')
    case 404:
      return new NotFoundError('There is no such thing, or it is not yours.')
    case 409:
      return new ConflictError('The upload does not stand where these bytes begin.')
    case 410:
      return new UploadExpiredError('The upload has expired.', {
        userMessage: 'The upload was not gone on with for too long. Please begin it again.',
      })
    case 413:
      return new PayloadTooLargeError('The upload is larger than was announced, or than is allowed.')
    default:
      return new ValidationError('The request is not one of tus 1.0 as it is spoken here.')
  }
}

/** What `OPTIONS` says. */
export const describeTus = (maxBytes: number): { [header: string]: string } => ({
  'tus-resumable': TUS_VERSION,
  'tus-version': TUS_VERSION,
  'tus-extension': EXTENSIONS.join(','),
  'tus-max-size': String(maxBytes),
  'tus-checksum-algorithm': CHECKSUM_ALGORITHMS.join(','),
})

/** @throws PreconditionFailedError where another version of the protocol is spoken, or none */
export function requireTus({ headers }: FastifyRequest): void {
  if (headers['tus-resumable'] === TUS_VERSION) return
  throw new PreconditionFailedError(`Tus-Resumable: ${TUS_VERSION} is needed.`, { details: { version: TUS_VERSION } })
}

export const forbiddenFinal = (): AuthorizationError =>
  new AuthorizationError('What joins other uploads takes no bytes of its own.')
