import { TUS_VERSION, routes } from '@techdeck/contracts'
import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client'
import { ApiError, ConnectionError, errorBodyOf } from './errors.ts'
import type { Transport } from './transport.ts'
import type { UploadFields } from './upload-blobs.ts'

/** What an upload is now. */
export interface Became {
  datasetId: string
  /** Whether the same was a data set already. */
  known: boolean
}

/** How this API is spoken to by tus-js-client and by what is built on it; for one file. */
export interface TusRules {
  endpoint: string
  chunkSize: number
  retryDelays: number[]
  headers: { [name: string]: string }
  onBeforeRequest(request: HttpRequest): Promise<void>
  onAfterResponse(request: HttpRequest, response: HttpResponse): void
  onShouldRetry(error: DetailedError): boolean
  /** What it became, once all of it has come; nothing of a part. */
  became: () => Became | undefined
}

/** Bytes of one request: what is sent again where it breaks. */
const CHUNK_BYTES = 8 * 1024 * 1024
/** Attempts that bring nothing before it is given up; each that brings something begins anew. */
const RETRY_MS = [0, 300, 1000, 2000, 4000, 8000, 8000, 8000]
/** An offset that moved on, a lock, too many requests, bytes that were changed on the way. */
const REPEATED: readonly number[] = [409, 423, 429, 460]

/** A part is joined with others by {@link joinParts}; any other file becomes a data set by itself. */
export function tusRules(transport: Transport, { isPart }: { isPart: boolean }): TusRules {
  let renew = false
  let renewed = false
  let became: Became | undefined
  return {
    endpoint: transport.urlOf(routes.createUpload.path),
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_MS,
    headers: isPart ? { 'Upload-Concat': 'partial' } : {},
    async onBeforeRequest(request) {
      const token = await transport.token(renew)
      renew = false
      if (token !== undefined) request.setHeader('authorization', `Bearer ${token}`)
    },
    onAfterResponse(_, response) {
      if (response.getStatus() < 400) renewed = false
      const datasetId = response.getHeader('x-dataset-id')
      if (datasetId) became = { datasetId, known: response.getHeader('x-dataset-known') === 'true' }
    },
    onShouldRetry(error) {
      if (error.originalResponse?.getStatus() !== 401) return mayRepeat(error)
      // A token that expired in between is renewed, once until something succeeds; the library would give up.
      renew = !renewed
      renewed = true
      return renew
    },
    became: () => became,
  }
}

function mayRepeat({ originalResponse: response, originalRequest: request }: DetailedError): boolean {
  const status = response?.getStatus() ?? 0
  if (status === 0 || status >= 500) return true
  // The id of the data set is another's: asking again changes nothing.
  if (status === 409 && (request.getMethod() === 'HEAD' || response?.getBody().includes('"dataset_id"'))) return false
  return REPEATED.includes(status)
}

/** Makes one data set of parts that have come whole, in this order. */
export async function joinParts(
  transport: Transport,
  { urls, names, signal, ...fields }: UploadFields & { urls: readonly string[]; names: readonly string[] },
): Promise<Became> {
  const { headers } = await transport.send({
    method: routes.createUpload.method,
    path: routes.createUpload.path,
    headers: {
      'tus-resumable': TUS_VERSION,
      'upload-concat': `final;${urls.map((url) => new URL(url).pathname).join(' ')}`,
      'upload-metadata': headerOf(joinedMetadata(names, fields)),
    },
    repeatable: false,
    signal,
  })
  return { datasetId: headers.get('x-dataset-id') ?? '', known: headers.get('x-dataset-known') === 'true' }
}

/** Bytes of the header that says what several files are; a request's headers have at most 16 KiB. */
export const metadataBytes = (names: readonly string[], fields: UploadFields): number =>
  headerOf(joinedMetadata(names, fields)).length

/** What is said of one file that becomes a data set. */
export const fileMetadata = (filename: string, fields: UploadFields): Record<string, string> => ({
  filename,
  ...metadataOf(fields),
})

const joinedMetadata = (names: readonly string[], fields: UploadFields): Record<string, string> => ({
  ...metadataOf(fields),
  files: JSON.stringify(names),
})

const metadataOf = ({ name, mapping, datasetId, into, workspaceId, force = false }: UploadFields) => ({
  force: String(force),
  ...(name !== undefined && { name }),
  ...(mapping && { mapping: JSON.stringify(mapping) }),
  ...(datasetId !== undefined && { dataset_id: datasetId }),
  ...(into !== undefined && { into }),
  ...(workspaceId !== undefined && { workspace_id: workspaceId }),
})

const headerOf = (metadata: Readonly<Record<string, string>>): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(',')

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))

/** The API's own error where it answered, else that nobody did. */
export function tusErrorOf(transport: Transport, error: Error): Error {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null
  if (!response) return new ConnectionError(transport.urlOf(''), error)
  const body = errorBodyOf(jsonOf(response.getBody()))
  return body ? new ApiError(response.getStatus(), body) : new ConnectionError(transport.urlOf(''), error)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
