import { createHash, randomUUID } from 'node:crypto'
import { routes, type Dataset, type DatasetFile, type MappingFields } from '@techdeck/contracts'
import { ConflictError, UnprocessableFileError, UnsupportedMediaTypeError, hashOfFiles, newId } from '@techdeck/core'
import type { DataKey } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { Principal } from '../../principal.ts'
import { receiveUpload, type FileSink, type Upload } from './receive-upload.ts'
import { UploadReport, announcedLength } from './report-upload.ts'
import { toDatasetView } from './view.ts'
import { inspected } from './wait-inspected.ts'

type Deps = Pick<
  ApiDeps,
  'datasets' | 'keys' | 'keyRing' | 'artifacts' | 'uploads' | 'flows' | 'clock' | 'logger' | 'settings' | 'version'
>
type StoredFile = Pick<DatasetFile, 'artifact' | 'sha256' | 'sizeBytes'>

/**
 * `POST /datasets`: streams the files into encrypted artifacts, then records the data set, then queues its inspection.
 * Nothing of an upload that breaks off is ever seen. With `x-dataset-id` it can be repeated: the same files give the
 * same data set, other files are a conflict.
 */
export const uploadDataset: Route<Deps> = async (app, deps) => {
  const { datasets, flows, logger, settings } = deps
  app.route({
    ...serve(routes.uploadDataset),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      if (!request.isMultipart()) throw new UnsupportedMediaTypeError('An upload is multipart/form-data.')
      const id = request.headers['x-dataset-id'] ?? newId()
      const known = await datasets.get(id)
      const receive = <F>(sink: FileSink<F>) => receiveUpload(request, settings.maxUploadBytes, sink)
      const bytesTotal = announcedLength(request.headers['content-length'])
      const dataset = known ? await sameAs(known, who, receive) : await store(deps, id, who, bytesTotal, receive)
      request.access = { dataId: id, details: { size_bytes: dataset.sizeBytes, files: dataset.files.length } }
      await flows
        .addInspect({ datasetId: id, version: dataset.version })
        // The reconciler queues what is recorded as inspecting.
        .catch((error: unknown) => logger.warn({ datasetId: id, err: error }, 'inspection not queued yet'))
      const shown = request.query.wait === 'inspected' ? await inspected(deps, dataset) : dataset
      return reply
        .code(201)
        .header('location', `/api/v1/datasets/${id}`)
        .send(ok(toDatasetView(shown)))
    },
  })
}

type Receive = <F>(sink: FileSink<F>) => Promise<Upload<F>>

/**
 * Writes artifacts, then the key, then the record; whatever fails, the artifacts are removed again. Tells watchers how
 * far it is.
 */
async function store(
  deps: Deps,
  id: string,
  who: Principal,
  bytesTotal: number | null,
  receive: Receive,
): Promise<Dataset> {
  const { artifacts, keys, keyRing, datasets, uploads, clock } = deps
  const { workspaceId, userId } = who
  const report = new UploadReport(uploads, { datasetId: id, workspaceId, userId, bytesTotal })
  const { dataKey, wrapped } = keyRing.newDataKey(id)
  // Two uploads under one id never write to the same place.
  const folder = `${id}/upload.${randomUUID()}`
  const written: string[] = []
  const write = async (name: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const artifact = `${folder}/${name}`
    written.push(artifact)
    return { artifact, ...(await artifacts.write(artifact, dataKey, bytes)) }
  }
  try {
    const upload = await receive<StoredFile>((ordinal, bytes) => write(String(ordinal), report.count(bytes)))
    if (upload.files.every(({ sizeBytes }) => sizeBytes === 0))
      throw new UnprocessableFileError('The upload is empty.', {
        details: { reason: 'empty_file' },
        userMessage: 'The upload is empty. Upload a file that holds at least one conversation.',
      })
    const mapping = upload.mapping && (await write('mapping', [toMappingJson(upload.mapping)])).artifact
    const dataset = newDataset(id, who, dataKey, upload, mapping, clock.now())
    await keys.create(wrapped)
    // Of two uploads under one id the first to end wins; the other may be sent again, to see whether it is the same.
    await datasets.create(dataset)
    return dataset
  } catch (error) {
    await Promise.allSettled(written.map((artifact) => artifacts.remove(artifact)))
    throw error
  } finally {
    void report.over()
  }
}

/** The known data set, if what is uploaded now is what it was made of. Nothing is written. */
async function sameAs(known: Dataset, who: Principal, receive: Receive): Promise<Dataset> {
  const { files } = await receive<{ sha256: string }>(async (_, bytes) => {
    const hash = createHash('sha256')
    for await (const chunk of bytes) hash.update(chunk)
    return { sha256: hash.digest('hex') }
  })
  const mine = known.userId === who.userId && known.status !== 'deleted'
  if (mine && known.sha256 === hashOfFiles(files.map(({ sha256 }) => sha256))) return known
  throw new ConflictError('The data set id is in use for other files.', { details: { dataset_id: known.id } })
}

function newDataset(
  id: string,
  who: Principal,
  dataKey: DataKey,
  { name, files }: Upload<StoredFile>,
  mapping: string | undefined,
  now: Date,
): Dataset {
  return {
    id,
    workspaceId: who.workspaceId,
    userId: who.userId,
    name: name ?? files[0].name,
    version: 1,
    status: 'inspecting',
    format: null,
    encoding: null,
    conversationCount: null,
    turnCount: null,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    sha256: hashOfFiles(files.map(({ sha256 }) => sha256)),
    files: files.map((file, ordinal) => ({ ...file, ordinal, ...(mapping !== undefined && { mapping }) })),
    problems: [],
    dataKeyId: dataKey.id,
    createdAt: now,
    updatedAt: now,
  }
}

/** As readers know it: `Mapping` of packages/formats. Encrypted like the files, since it names speakers. */
const toMappingJson = ({ utterance_id: utteranceId, ...mapping }: MappingFields): Uint8Array =>
  Buffer.from(JSON.stringify({ ...mapping, utteranceId }))
