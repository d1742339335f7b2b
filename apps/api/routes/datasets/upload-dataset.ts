import { createHash, randomUUID } from 'node:crypto'
import { routes, type Dataset } from '@techdeck/contracts'
import { ConflictError, UnprocessableFileError, UnsupportedMediaTypeError, hashOfFiles, newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { placeFor } from '../../policy.ts'
import type { Principal } from '../../principal.ts'
import { admitBytes } from '../../uploads/admit.ts'
import { receiveUpload, type FileSink, type Upload } from './receive-upload.ts'
import { queueInspection, recordDataset, type RecordDeps, type StoredFile } from './record-dataset.ts'
import { UploadReport, announcedLength } from './report-upload.ts'
import { toDatasetView } from './view.ts'
import { inspected } from './wait-inspected.ts'

type Deps = RecordDeps & Pick<ApiDeps, 'users' | 'uploads' | 'resumables' | 'settings' | 'version'>

/**
 * `POST /datasets`: streams the files into encrypted artifacts, then records the data set, then queues its inspection.
 * Nothing of an upload that breaks off is ever seen. With `x-dataset-id` it can be repeated: the same files give the
 * same data set, other files are a conflict. Without it, files that are a data set already are answered with that one,
 * unless `force` says otherwise.
 */
export const uploadDataset: Route<Deps> = async (app, deps) => {
  const { datasets, settings } = deps
  app.route({
    ...serve(routes.uploadDataset),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      if (!request.isMultipart()) throw new UnsupportedMediaTypeError('An upload is multipart/form-data.')
      const ownId = request.headers['x-dataset-id']
      const id = ownId ?? newId()
      const bytesTotal = announcedLength(request.headers['content-length'])
      const known = await datasets.get(id)
      // A request holds several files and what stands between them, so a file's own limit is looked at as it comes.
      if (!known) await admitBytes(deps, who, Math.min(bytesTotal ?? 0, settings.maxUploadBytes))
      const receive = <F>(sink: FileSink<F>) => receiveUpload(request, settings.maxUploadBytes, sink)
      const { force = ownId !== undefined, workspace_id: named } = request.query
      const { dataset, isKnown } = known
        ? { dataset: await sameAs(known, who, receive), isKnown: false }
        : await store(deps, { id, who, workspaceId: placeFor(who, named), bytesTotal, force }, receive)
      request.access = {
        dataId: dataset.id,
        details: { size_bytes: dataset.sizeBytes, files: dataset.files.length, ...(isKnown && { known: true }) },
      }
      if (known) await queueInspection(deps, dataset)
      const shown = request.query.wait === 'inspected' ? await inspected(deps, dataset) : dataset
      return reply
        .code(201)
        .header('location', `/api/v1/datasets/${dataset.id}`)
        .send(ok({ ...toDatasetView(shown), ...(isKnown && { known: true }) }))
    },
  })
}

interface Storing {
  id: string
  who: Principal
  workspaceId: string
  bytesTotal: number | null
  force: boolean
}
type Receive = <F>(sink: FileSink<F>) => Promise<Upload<F>>

/**
 * Writes artifacts, then the key, then the record; whatever fails, the artifacts are removed again. Tells watchers how
 * far it is.
 */
async function store(
  deps: Deps,
  { id, who, workspaceId, bytesTotal, force }: Storing,
  receive: Receive,
): Promise<{ dataset: Dataset; isKnown: boolean }> {
  const { artifacts, keyRing, uploads } = deps
  const { userId } = who
  const report = new UploadReport(uploads, { datasetId: id, workspaceId, userId, bytesTotal })
  const { dataKey, wrapped } = await keyRing.newDataKey(id)
  // Two uploads under one id never write to the same place.
  const folder = `${id}/upload.${randomUUID()}`
  const written: string[] = []
  try {
    const { name, mapping, terms, files } = await receive<Omit<StoredFile, 'name'>>(async (ordinal, bytes) => {
      const artifact = `${folder}/${ordinal}`
      written.push(artifact)
      return { artifact, ...(await artifacts.write(artifact, dataKey, report.count(bytes))) }
    })
    if (files.every(({ sizeBytes }) => sizeBytes === 0)) throw emptyUpload()
    return await recordDataset(deps, who, {
      id,
      workspaceId,
      name,
      files,
      mapping,
      terms,
      folder,
      dataKey,
      wrapped,
      force,
    })
  } catch (error) {
    await Promise.allSettled(written.map((artifact) => artifacts.remove(artifact)))
    throw error
  } finally {
    void report.over()
  }
}

export const emptyUpload = (): UnprocessableFileError =>
  new UnprocessableFileError('The upload is empty.', {
    details: { reason: 'empty_file' },
    userMessage: 'The upload is empty. Upload a file that holds at least one conversation.',
  })

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
