import { routes, type RouteContract, type RouteName } from '@techdeck/contracts'
import type { z } from 'zod'
import { Live, type LiveOptions } from './socket/live.ts'
import { Transport, type ClientOptions } from './transport.ts'
import { uploadBlobs, type BlobUpload } from './upload-blobs.ts'
import {
  uploadResumable,
  uploadTogetherResumably,
  type ResumableFiles,
  type ResumableUpload,
} from './upload-resumable.ts'
import { watch, type WatchOptions, type Watched } from './watch.ts'

type Routes = typeof routes
/** Routes that answer JSON and take JSON or nothing. */
type JsonRouteName = { [N in RouteName]: Routes[N] extends { answer: z.ZodType } ? N : never }[Exclude<
  RouteName,
  'uploadDataset' | 'addFiles'
>]

type Given<C, K extends string, As extends string> = C extends { readonly [key in K]: infer S extends z.ZodType }
  ? undefined extends z.input<S>
    ? { [key in As]?: z.input<S> }
    : object extends z.input<S>
      ? { [key in As]?: z.input<S> }
      : { [key in As]: z.input<S> }
  : object

/** What a call takes: `params`, `query` and `body` as the route's contract has them. */
export type CallInput<N extends RouteName> = Given<Routes[N], 'params', 'params'> &
  (Routes[N] extends { readonly query: z.ZodType } ? { query?: QueryOf<Routes[N]['query']> } : object) &
  Given<Routes[N], 'body', 'body'> & {
    headers?: { [name: string]: string }
    signal?: AbortSignal | undefined
  }
type QueryOf<S extends z.ZodType> = { [key in keyof z.output<S>]?: z.output<S>[key] }

type AnswerOf<N extends RouteName> = Routes[N] extends { readonly answer: infer A extends z.ZodType }
  ? z.output<A>
  : never
/** A list comes with its `meta`, everything else is the data alone. */
export type CallResult<N extends RouteName> =
  AnswerOf<N> extends { meta: unknown }
    ? Pick<AnswerOf<N> & { meta: unknown; data: unknown }, 'data' | 'meta'>
    : AnswerOf<N> extends { data: infer D }
      ? D
      : never

type Call<N extends RouteName> =
  object extends CallInput<N>
    ? (input?: CallInput<N>) => Promise<CallResult<N>>
    : (input: CallInput<N>) => Promise<CallResult<N>>

/** The API as functions: one for each route, by the name of its contract, and what is more than one request. */
export type Client = { readonly [N in JsonRouteName]: Call<N> } & {
  /** Uploads blobs or files of a browser; see `@techdeck/client/node` for paths. */
  uploadDataset(upload: BlobUpload): Promise<CallResult<'getDataset'>>
  /** Uploads one large file so that it can be gone on with after anything; see {@link uploadResumable}. */
  uploadResumable(upload: ResumableUpload): Promise<CallResult<'getDataset'>>
  /** The same for several files that become one data set; see {@link uploadTogetherResumably}. */
  uploadTogetherResumably(upload: ResumableFiles): Promise<CallResult<'getDataset'>>
  /** Opens a file of an execution; `range` is a header's value, such as `bytes=100-`. */
  downloadExport(input: {
    params: { id: string; name: string }
    query?: { purpose?: string | undefined }
    range?: string
    signal?: AbortSignal | undefined
  }): Promise<Response>
  watch(executionId: string, options?: WatchOptions): AsyncGenerator<Watched>
  /** Live events over a socket, for any number of executions and uploads. */
  live(options?: LiveOptions): Live
  /** For what has no function of its own. */
  readonly transport: Transport
}

/**
 * A client of the API. Calls throw `ApiError` for failed answers and `ConnectionError` when none came; those that may
 * be repeated are, see {@link Transport.send}.
 */
export function createClient(options: ClientOptions): Client {
  const transport = new Transport(options)
  const calls = Object.entries(routes).map(([name, contract]) => [
    name,
    (input?: LooseInput) => call(transport, contract, input ?? {}),
  ])
  return {
    ...(Object.fromEntries(calls) as { [N in JsonRouteName]: Call<N> }),
    transport,
    uploadDataset: (upload) => uploadBlobs(transport, upload),
    uploadResumable: (upload) => uploadResumable(transport, upload),
    uploadTogetherResumably: (upload) => uploadTogetherResumably(transport, upload),
    watch: (executionId, watchOptions) => watch(transport, executionId, watchOptions),
    live: (liveOptions) => new Live(transport, liveOptions),
    downloadExport: ({ params, query, range, signal }) =>
      transport.send({
        method: 'GET',
        path: pathOf(routes.downloadExport.path, params),
        ...(query && { query }),
        headers: { accept: '*/*', range },
        repeatable: true,
        signal,
      }),
  }
}

interface LooseInput {
  params?: { [name: string]: string }
  query?: { [name: string]: string | number | boolean | undefined }
  body?: unknown
  headers?: { [name: string]: string }
  signal?: AbortSignal | undefined
}

/** What may be sent twice besides reading: these end in the same state however often they arrive. */
const REPEATABLE: readonly string[] = [
  routes.executePipeline.path,
  routes.cancelPipeline.path,
  routes.renameDataset.path,
  routes.logout.path,
  routes.endSessions.path,
  routes.endSession.path,
  routes.updateUser.path,
]

async function call(transport: Transport, contract: RouteContract, input: LooseInput): Promise<unknown> {
  const { method, path } = contract
  const headers = path === routes.executePipeline.path ? { 'idempotency-key': crypto.randomUUID() } : undefined
  const json = input.body === undefined ? undefined : JSON.stringify(input.body)
  const response = await transport.send({
    method,
    path: pathOf(path, input.params ?? {}),
    ...(input.query && { query: input.query }),
    headers: { ...headers, ...input.headers },
    ...(json !== undefined && { body: () => ({ content: json, headers: { 'content-type': 'application/json' } }) }),
    repeatable: method === 'GET' || REPEATABLE.includes(path),
    signal: input.signal,
  })
  const answer = (await response.json()) as { data: unknown; meta?: unknown }
  if (contract.answer === undefined) return answer
  return answer.meta === undefined ? answer.data : { data: answer.data, meta: answer.meta }
}

const pathOf = (path: string, params: { [name: string]: string }): string =>
  path.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''))
